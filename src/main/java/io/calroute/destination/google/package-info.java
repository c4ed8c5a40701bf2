/**
 * Google Calendar: the beans that turn Calroute's calls into requests of Camel's {@code
 * google-calendar} component, and its answers back. {@code GoogleFailures} decides which failures
 * pass, {@code GoogleQuota} what a call costs.
 */
package io.calroute.destination.google;
