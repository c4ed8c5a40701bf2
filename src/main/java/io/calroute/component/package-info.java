/**
 * Camel components that know nothing of Calroute, and what they share: {@code RetryAfter} decides
 * how long an answer asks to wait.
 */
package io.calroute.component;
