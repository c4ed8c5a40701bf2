package io.calroute.reference;

import io.calroute.target.Target;

/**
 * The queue of calls to one calendar.
 *
 * @param id id in the store
 * @param target where the calendar is
 * @param calendar calendar id, mailbox or meeting organizer
 */
public record Lane(long id, Target target, String calendar) {}
