/**
 * How long things are kept: {@code RetentionSettings} has the times, {@code RetentionStore} decides
 * what of the old stays all the same, {@code RetentionWorkers} removes in portions.
 */
package io.calroute.retention;
