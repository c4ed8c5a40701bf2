/**
 * Writing back to providers: {@code WantedFields} decides what is to stand in their bookings,
 * {@code BookingWriter} how it gets there, {@code WriteWorkers} when it is tried again.
 */
package io.calroute.provider.writing;
