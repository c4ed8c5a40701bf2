/** Turns: one look at one reference, with the calls that follow, and the workers that take them. */
package io.calroute.sync.turn;
