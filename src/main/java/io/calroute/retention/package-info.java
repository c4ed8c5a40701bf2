/**
 * How long things are kept: {@code RetentionSettings} decides, {@code RetentionWorkers} removes in
 * portions.
 */
package io.calroute.retention;
