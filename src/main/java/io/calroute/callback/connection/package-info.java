/**
 * Connections: one account at a provider, with its secret and time zone, and how a callback proves
 * that it comes from there.
 */
package io.calroute.callback.connection;
