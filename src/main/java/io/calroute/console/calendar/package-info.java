/** Calendar: a week of one calendar, as {@code CalendarController} lays it out. */
package io.calroute.console.calendar;
