/**
 * Microsoft 365: turns Calroute's calls into requests of the {@code microsoft365} component, and
 * what comes back into Calroute's answers.
 */
package io.calroute.destination.microsoft365;
