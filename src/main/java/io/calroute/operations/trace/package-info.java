/** Where a callback is followed from its arrival to a calendar: spans of OpenTelemetry. */
package io.calroute.operations.trace;
