/** One appointment: the verdict on top, then all that happened to it, a line each. */
package io.calroute.console.appointment;
