/** What calendars were asked for, and what they answered; {@code MadeCalls} notes it. */
package io.calroute.operations.call;
