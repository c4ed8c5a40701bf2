/**
 * The page of who has changed what; {@code AuditController} shows it. What is kept is decided by
 * {@code access/AuditFilter}, for how long by {@code access/audit/AuditStore}, who may see it by
 * {@code access/Rules}.
 */
package io.calroute.console.audit;
