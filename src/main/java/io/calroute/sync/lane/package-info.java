/** Lanes: who works on which calendar, within its quota, and what follows from a failure. */
package io.calroute.sync.lane;
