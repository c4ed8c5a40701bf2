/**
 * Appointments: the desired state of every booking. {@code CallbackEffect} decides whether a
 * callback is news, unchanged, stale or refused, whether an id that a booking had before may be
 * taken back, and when the revision grows: not by one that says the same as before, so that nothing
 * is called. {@code Version} decides which of two words is newer (what the version is, also of a
 * provider that sends none, is said in its mapping), {@code Sighting} what a word is worth that was
 * read from the provider instead of sent, {@code Status} which states take up time (cancelled,
 * deleted and unscheduled do not), {@code Seats} what an appointment is that several bookings
 * share, and how many at most.
 *
 * <p>{@code Redaction} decides by which members a person is found in an appointment, and what goes
 * out of it. {@code Appointment} says what held, adopted, imported and rebuilt mean, {@code
 * AppointmentKey} what identifies one. {@code AppointmentStore} locks and keeps them, with what was
 * decided of their places ({@code RoutedBy}).
 *
 * <p>In which zone a time is that names none, and that a stamp from the future is none, is decided
 * in {@code mappings/lib/appointment.jslt}; what a time may look like by {@code
 * mapping/function/PointInTime}; how long appointments are kept by {@code
 * retention/RetentionSettings}.
 */
package io.calroute.appointment;
