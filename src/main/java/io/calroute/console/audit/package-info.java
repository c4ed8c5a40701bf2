/** The page of who has changed what; {@code AuditController} shows it. */
package io.calroute.console.audit;
