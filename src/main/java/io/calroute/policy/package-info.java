/**
 * What an installation decides for all appointments, and may decide otherwise while Calroute runs.
 * {@code SyncSettings} has what becomes of tentative and personal entries, of edits by staff, when
 * Teams meetings are made, whose they are, whether all is only planned (mode {@code plan}), how
 * many workers and callbacks at once, how long between retries, and how long a lost answer can
 * still land. {@code LinkSettings} has the ways by which a link reaches a client and where Calroute
 * is reached, {@code WriteBackSettings} what is written into bookings. {@code LiveSettings}, {@code
 * LiveLinkSettings} and {@code LiveWriteBackSettings} are those of the moment; the first decides
 * what of it only a restart changes.
 *
 * <p>No limits of bodies, sources or quotas: these are in {@code callback/port}, {@code work} and
 * {@code destination/google/GoogleQuota}. How policies count is decided by {@code routing/Routing},
 * {@code sync/drift/DriftRule}, {@code provider/writing/WantedFields}; how long things are kept, by
 * {@code retention/RetentionSettings}.
 */
package io.calroute.policy;
