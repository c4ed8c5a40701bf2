/**
 * Appointments: the desired state of every booking. {@code CallbackEffect} decides which callback
 * is news, by {@code Version} and {@code Sighting}; {@code Seats} what a shared appointment is,
 * {@code Redaction} what of a person goes out of one.
 */
package io.calroute.appointment;
