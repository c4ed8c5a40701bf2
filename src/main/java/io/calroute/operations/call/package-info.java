/** What calendars were asked for, and what they answered. */
package io.calroute.operations.call;
