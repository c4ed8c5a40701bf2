package io.calroute.reference;

import io.calroute.destination.Target;
import java.time.Instant;

/**
 * The queue of calls to one calendar.
 *
 * @param id id in the store
 * @param target where the calendar is
 * @param calendar calendar id, mailbox or meeting organizer
 * @param withoutTeams whether the mailbox makes events without the Teams meeting asked for
 * @param pausedUntil until when nobody works in it; null when it is not paused
 * @param refused whether the target refuses the credentials that it is called with
 */
public record Lane(
    long id,
    Target target,
    String calendar,
    boolean withoutTeams,
    Instant pausedUntil,
    boolean refused) {}
