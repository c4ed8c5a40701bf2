/**
 * What there was before Calroute began: read, planned ({@code BackfillPlan}), and written once
 * somebody accepts it. {@code LookAlikes} decides which events in calendars are taken over.
 */
package io.calroute.sync.backfill;
