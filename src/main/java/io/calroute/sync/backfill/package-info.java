/** What there was before Calroute began: read, planned, and written once somebody accepts it. */
package io.calroute.sync.backfill;
