/**
 * Who has changed what, as {@code AuditApi} tells it. What is kept is decided by {@code
 * access/AuditFilter}, for how long by {@code access/audit/AuditStore}.
 */
package io.calroute.operations.audit;
