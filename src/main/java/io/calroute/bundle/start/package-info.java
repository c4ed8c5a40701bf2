/**
 * What stops a start. {@code StartCheck} decides, before a database is begun or a port opened, and
 * tells all that is wrong at once: there is no last good version that a start could take instead;
 * {@code RefusedStart} has the words for what goes wrong later: a port that is taken, a wrong
 * password, a database that is not there.
 *
 * <p>What is wrong with values is decided by {@code bundle/configuration/ConfigurationCheck}, with
 * files by {@code bundle/check/BundleCheck}, that a secret is missing by {@code
 * callback/connection/Authentication}. How long a start waits for PostgreSQL is {@code
 * store/ServerWait}'s, that one data directory has one process {@code store/EmbeddedServer}'s.
 */
package io.calroute.bundle.start;
