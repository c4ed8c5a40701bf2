/**
 * Threads that work until the application stops ({@code Workers}), how they are woken ({@code
 * Signal}), and who counts what they do. {@code Backoff} decides how long anything waits after a
 * failure, {@code BodyBudget} how many bytes may be in flight, {@code SourceLimit} who asks too
 * often.
 */
package io.calroute.work;
