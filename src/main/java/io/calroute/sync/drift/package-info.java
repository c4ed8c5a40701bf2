/** Drift: what somebody made of our events, what follows from it, and what is said about it. */
package io.calroute.sync.drift;
