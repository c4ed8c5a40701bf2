/**
 * Where a callback is followed from its arrival to a calendar: {@code Traces} decides which step is
 * a span of OpenTelemetry.
 */
package io.calroute.operations.trace;
