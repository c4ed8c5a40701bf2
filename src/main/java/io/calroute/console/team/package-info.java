/** Team: a day of all calendars, what is wanted against what is known to stand. */
package io.calroute.console.team;
