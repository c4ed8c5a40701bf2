package io.calroute.reference;

import io.calroute.appointment.AppointmentKey;
import java.time.Instant;

/**
 * A reference as a sweep needs it.
 *
 * @param reference the reference
 * @param appointment key of its appointment
 * @param changedAt when the reference was written last
 */
public record KnownEvent(Reference reference, AppointmentKey appointment, Instant changedAt) {}
