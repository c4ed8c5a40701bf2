/**
 * Camel components of general use, which know nothing of Calroute, and what they share: {@code
 * RetryAfter} decides what a Retry-After header means, and which is too long to be meant. Google,
 * Microsoft 365, and mapping and schema have a package each.
 *
 * <p>Which failures pass is decided in {@code destination/google/GoogleFailures} and {@code
 * destination/microsoft365/Microsoft365Failures}.
 */
package io.calroute.component;
