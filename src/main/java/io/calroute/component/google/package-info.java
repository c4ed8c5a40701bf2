/**
 * What Camel's {@code google-calendar} component lacks: events as JSON, conditions ({@code
 * GoogleEventJson}), and lists over all pages ({@code EveryPage}). Knows nothing of Calroute.
 */
package io.calroute.component.google;
