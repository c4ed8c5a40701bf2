/**
 * Google Calendar: the client that Camel's {@code google-calendar} component works with, and the
 * beans that turn Calroute's calls into its requests and its answers into Calroute's.
 */
package io.calroute.destination.google;
