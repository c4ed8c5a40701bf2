/**
 * Appointments as operators look them up. {@code AppointmentLookup} decides by which ids and words
 * one is found, and how many; {@code SyncState} how an appointment stands: synced, due, failed,
 * unrouted, parked, verifying; {@code FoundAppointment} which error and which link are shown of it,
 * {@code AppointmentView} what the API shows at all; {@code AppointmentApi} answers.
 *
 * <p>Why it stands so is decided in {@code verdict/decision}, what a resync makes due in {@code
 * sync/turn/Resync}.
 */
package io.calroute.operations.appointment;
