/**
 * Microsoft 365: a Camel component for events and online meetings in Microsoft Graph, and the beans
 * that turn Calroute's calls into its requests and its answers into Calroute's.
 *
 * <p>Camel has no component for Microsoft Graph, so this room holds one, {@code
 * microsoft365:apiName/methodName}, shaped like Camel's own {@code google-calendar}. It speaks
 * plain HTTP with client credentials; nothing here knows about appointments or the store.
 */
package io.calroute.destination.microsoft365;
