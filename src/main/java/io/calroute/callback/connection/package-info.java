/**
 * Connections: one account at a provider, with its secret and time zone. {@code Authentication}
 * decides whether a callback comes from there.
 */
package io.calroute.callback.connection;
