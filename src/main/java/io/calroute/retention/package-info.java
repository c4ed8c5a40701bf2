/**
 * How long things are kept. {@code RetentionSettings} has the times of callbacks and appointments
 * (thirty and four hundred days unless set, three days at least), {@code RetentionStore} decides
 * which of the old ones stay all the same (pending, with the last word, held, still ahead), and
 * which replica removes; {@code RetentionWorkers} how often and in which portions.
 *
 * <p>Kept elsewhere by its own time: calls in {@code operations/call/MadeCalls}, refused callbacks
 * in {@code callback/door/RefusalStore}, refused callers in {@code access/audit/AuditStore}, events
 * for hooks in {@code event/EventSettings}, the console's minutes in {@code
 * console/today/MinuteStore}, providers' denials in {@code provider/asking/AskStore}. A person is
 * erased in {@code retention/erasure}.
 */
package io.calroute.retention;
