/**
 * The store: PostgreSQL, either one of the installation's own or an embedded server that lives and
 * dies with the process. Everything that matters is in it; nothing that matters is only in memory.
 */
package io.calroute.store;
