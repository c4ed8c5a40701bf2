/** Drift: what somebody made of our events, and what is said about it. */
package io.calroute.sync.drift;
