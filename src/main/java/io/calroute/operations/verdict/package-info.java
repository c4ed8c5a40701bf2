/**
 * Why an appointment is, or is not, in the calendar, and what came in vain, as the API tells it.
 * {@code WhySearch} decides how an id or words lead to verdicts, {@code FetchApi} when a provider
 * can be asked about one appointment, {@code RefusedApi} and {@code WhyApi} answer.
 *
 * <p>The verdicts are decided in {@code verdict/decision}, what an id can be in {@code
 * verdict/fact/IdLookup}, when what is fetched is asked in {@code provider/asking/AskWorkers}.
 */
package io.calroute.operations.verdict;
