/**
 * Why an appointment is, or is not, in the calendar: {@code Why} gives one verdict for any id. The
 * sentence and its cause are decided in {@code verdict/decision}, what is known, and what an id can
 * be, in {@code verdict/fact}; how it is searched for in {@code operations/verdict/WhySearch}; the
 * pages of causes are {@code docs/runbook.md}.
 */
package io.calroute.verdict;
