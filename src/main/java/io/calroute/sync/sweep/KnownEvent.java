package io.calroute.sync.sweep;

import io.calroute.appointment.AppointmentKey;
import io.calroute.reference.Reference;
import java.time.Instant;

/**
 * A reference as a sweep needs it.
 *
 * @param reference the reference
 * @param appointment key of its appointment
 * @param changedAt when the reference was written last
 */
public record KnownEvent(Reference reference, AppointmentKey appointment, Instant changedAt) {}
