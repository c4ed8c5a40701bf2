/** The port that callbacks come in by: connections, bodies and their share of the memory. */
package io.calroute.callback.port;
