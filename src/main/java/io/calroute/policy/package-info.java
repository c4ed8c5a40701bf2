/**
 * What an installation decides for all appointments, and may decide otherwise while Calroute runs:
 * {@code SyncSettings} for calendars, {@code LinkSettings} for links, {@code WriteBackSettings} for
 * bookings.
 */
package io.calroute.policy;
