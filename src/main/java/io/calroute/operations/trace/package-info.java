/**
 * Where a callback is followed from its arrival to a calendar. {@code Traces} decides which steps
 * are spans of OpenTelemetry, what they say, and whether a sender's trace goes on; {@code
 * OnlyWithCollector} that without a collector nothing is traced.
 */
package io.calroute.operations.trace;
