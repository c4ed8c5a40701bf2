/**
 * Appointments as operators look them up ({@code AppointmentLookup}), and how they stand ({@code
 * SyncState} decides).
 */
package io.calroute.operations.appointment;
