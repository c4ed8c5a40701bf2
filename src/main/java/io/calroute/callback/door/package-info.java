/**
 * The front door: {@code FrontDoor} decides for whom a callback is, {@code IntakeGate} whether a
 * route can take it now, {@code CallbackRefused} what its sender is told instead of 2xx.
 */
package io.calroute.callback.door;
