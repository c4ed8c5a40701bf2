package io.calroute.sync.remap;

import io.calroute.appointment.Appointment;
import io.calroute.callback.journal.Callback;
import java.util.List;

/**
 * Appointments whose last callbacks are applied again.
 *
 * @param appointments as they were read, not locked
 * @param callbacks those that had the last word about them, as far as the journal keeps them
 */
public record RemapBatch(List<Appointment> appointments, List<Callback> callbacks) {}
