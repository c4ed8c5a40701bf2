/** Who has changed what, as {@code AuditApi} tells it. */
package io.calroute.operations.audit;
