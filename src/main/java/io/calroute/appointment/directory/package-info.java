/**
 * The directory: which calendar each staff member's appointments belong in, as files and the store
 * have it.
 */
package io.calroute.appointment.directory;
