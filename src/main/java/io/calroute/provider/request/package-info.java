/**
 * The component {@code provider:}, by which routes ask booking providers: it sends a call that a
 * mapping has made, with the connection's credentials and within the provider's limits.
 */
package io.calroute.provider.request;
