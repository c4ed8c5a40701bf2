package io.calroute.sandbox.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A booking that takes place, as far as calendars are concerned.
 *
 * @param id of the booking
 * @param staff who is booked, named as in {@link SimulatedProvider#book}
 * @param start when it starts
 * @param length how long it takes
 */
public record Standing(String id, List<String> staff, Instant start, Duration length) {}
