/**
 * The directory, as files and the store have it: {@code Directory} decides which calendar each
 * staff member's appointments belong in, the first {@code DirectoryEntry} that fits.
 */
package io.calroute.appointment.directory;
