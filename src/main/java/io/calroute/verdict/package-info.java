/**
 * Why an appointment is, or is not, in the calendar: {@code Why} gives one verdict for any id,
 * worked out of what the store knows.
 */
package io.calroute.verdict;
