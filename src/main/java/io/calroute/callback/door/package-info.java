/**
 * The front door, and what a sender is told. {@code FrontDoor} decides for which provider and
 * connection a callback is, and that compressed bodies are not taken; {@code CallbackRefused} has
 * every answer that is not 2xx, with code, sentence and Retry-After; {@code Problem} decides which
 * fault gets which, such as 503 while the store is away; {@code CallbackAnswer} when it is 202,
 * when 200 for a repetition. {@code IntakeGate} and {@code DoorKeeper} let callbacks wait while a
 * route, or the door itself, is replaced, for as long as {@code callback/CallbackConfiguration}
 * says.
 *
 * <p>{@code Refusals} counts refused callbacks, {@code RefusedCallbacks} says which count together,
 * {@code RefusalStore} how many senders are remembered and for how long (a month), {@code
 * RefusalWorkers} how often. {@code IntakeObserver} hears of each callback, for metrics.
 *
 * <p>Bodies and paths are {@code callback/port}'s; when a route is too slow, {@code
 * routes/front-door.camel.yaml}'s.
 */
package io.calroute.callback.door;
