/**
 * What Camel's {@code google-calendar} component lacks: events as JSON, conditions, and lists over
 * all pages. Knows nothing of Calroute.
 */
package io.calroute.component.google;
