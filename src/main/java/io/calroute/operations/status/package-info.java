/**
 * How Calroute is: {@code StatusReading} for the status, the {@code HealthIndicator} classes for
 * health, the {@code Metrics} classes for Prometheus.
 */
package io.calroute.operations.status;
