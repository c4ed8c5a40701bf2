/**
 * The record of who has changed what, in the store; {@code AuditStore} keeps it, and {@code
 * RefusedCallers} decides how those are counted whom nobody knows.
 */
package io.calroute.access.audit;
