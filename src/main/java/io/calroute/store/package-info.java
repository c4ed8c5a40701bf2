/**
 * The store: PostgreSQL, either one of the installation's own or an embedded server that lives and
 * dies with the process. {@code StoreConfiguration} decides which, that the embedded one's commits
 * must be durable (of your own neither version nor settings are looked at), and with which exit
 * code a process ends whose server is lost; {@code EmbeddedServer} that a data directory has one
 * process and one version, {@code EmbeddedAccess} who may reach it. {@code ServerWait} decides how
 * long and for what a start waits; {@code Pool} how long a migration may take; {@code Logins} how
 * long a login; {@code LostServer} after which fault all connections are made anew; {@code
 * BoundedStore} how an answer is bounded.
 *
 * <p>{@code StoreFault} decides whose fault a refusal of data is, {@code JoinedWrites} what goes as
 * one statement and whether its commit is waited for, {@code SnapshotTransactions} that a reading
 * sees one moment. Nothing that matters is only in memory. Whether a worker waits for a store that
 * is away is {@code work/Workers}'.
 *
 * <p>The pool, its time limits and lock timeouts stand in {@code
 * src/main/resources/application.yaml}, tables in {@code src/main/resources/db/migration}. An older
 * version starts on a newer store: Flyway passes over migrations that it does not know.
 */
package io.calroute.store;
