/** Appointments as operators look them up, and the state of their calendars. */
package io.calroute.operations.appointment;
