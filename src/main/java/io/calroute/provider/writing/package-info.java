/**
 * Writing back into providers' bookings. {@code WantedFields} decides what is to stand there,
 * {@code Accounts} into whose bookings, {@code WantWorkers} when that is looked at, {@code
 * BookingWriter} that only what differs is written and looked at again, {@code WriteWorkers} when
 * it is tried again and when it is given up (at once what {@code BookingWriter} calls final, and a
 * day after the appointment, by {@code WantWorkers}), {@code OutboxStore} what waits, that what was
 * written is not due again when the provider calls back about it, and that a booking is written by
 * one at a time. A provider's mapping leaves our own words out. {@code Field} names the fields;
 * {@code WritingConfiguration} decides that nothing is written where all is only planned.
 *
 * <p>What an installation wants written is set in {@code policy/WriteBackSettings} and {@code
 * policy/LinkSettings}; what an address of ours is, in {@code link/JoinAddresses}.
 */
package io.calroute.provider.writing;
