/** Why an appointment is, or is not, in the calendar, and what came in vain. */
package io.calroute.operations.verdict;
