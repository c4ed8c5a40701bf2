/** Calendar: a week of one calendar. */
package io.calroute.console.calendar;
