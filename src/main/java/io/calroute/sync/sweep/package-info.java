/** Looks through whole calendars for drift, and for events that stand for nothing. */
package io.calroute.sync.sweep;
