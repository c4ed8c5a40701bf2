/**
 * Microsoft 365: turns Calroute's calls into requests of the {@code microsoft365} component, and
 * what comes back into answers. {@code Microsoft365Failures} decides which failures pass.
 */
package io.calroute.destination.microsoft365;
