/**
 * Appointments: the desired state of every booking, which callback is news about it, and in which
 * calendar each staff member's appointments belong.
 */
package io.calroute.appointment;
