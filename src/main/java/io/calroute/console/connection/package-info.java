/** The pages of connections: how each does, and reading what its provider has. */
package io.calroute.console.connection;
