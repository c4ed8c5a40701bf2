/**
 * Why an appointment is, or is not, in the calendar, and what came in vain, as the API tells it;
 * {@code verdict.decision} decides.
 */
package io.calroute.operations.verdict;
