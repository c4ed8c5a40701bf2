/**
 * The store: PostgreSQL, either one of the installation's own or an embedded server that lives and
 * dies with the process. {@code ServerWait} decides how long a start waits for it, {@code
 * JoinedWrites} sends what a transaction writes as one statement, {@code StoreFault} decides whose
 * fault a refusal is. Nothing that matters is only in memory.
 */
package io.calroute.store;
