/**
 * The pages of connections: how each does, and reading what its provider has; {@code
 * ConnectionController} shows them.
 */
package io.calroute.console.connection;
