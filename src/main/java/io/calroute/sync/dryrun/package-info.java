/** What would be done, without doing it: plans, and previews of edited mappings. */
package io.calroute.sync.dryrun;
