/**
 * How Calroute is, for the status, for health probes and for Prometheus. {@code
 * IntakeHealthIndicator} decides whether the callbacks' port is reached, {@code
 * StoreHealthIndicator} when the store is up, {@code BundleHealthIndicator} what is told of files,
 * {@code Standby} whether a commit is on a second server, {@code EarlyProbes} what probes hear
 * while a start waits. {@code StatusReading} decides what counts as waiting or late, {@code
 * CurrentStatus} what is told, {@code StatusApi} answers.
 *
 * <p>{@code StatusMetrics}, {@code IntakeMetrics}, {@code SyncMetrics} and {@code KafkaMetrics}
 * have the names and buckets of metrics, {@code Codes} how many codes a label may have.
 *
 * <p>Which parts readiness and liveness have stands in {@code src/main/resources/application.yaml};
 * that callbacks can't be taken while the store is away, unless Kafka takes them, in {@code
 * operations/OperationsConfiguration}; alerts in {@code k8s/monitoring}; whether a route takes
 * callbacks is {@code callback/port/Intake}'s.
 */
package io.calroute.operations.status;
