/**
 * The audit: who has changed what, kept in the store. {@code AuditEntry} and {@code AuditRow} say
 * what is kept of a change, {@code AuditStore} for how long refusals are counted (a month; what
 * somebody has changed stays), {@code RefusedCallers} how failed sign-ins, and others whom nobody
 * knows, are counted together, {@code AuditWorkers} how often that is written down.
 *
 * <p>Which requests are audited is decided by {@code access/AuditFilter}, who may read the audit by
 * {@code access/Rules}, how a person is taken out of it by {@code retention/erasure/ErasureStore}.
 */
package io.calroute.access.audit;
