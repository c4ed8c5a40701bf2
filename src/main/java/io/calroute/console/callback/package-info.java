/**
 * The journal's pages: what came in, what became of it, and applying it again. {@code Meaning}
 * decides what is said of an outcome and what to do about it, {@code Documents} whether a body is
 * shown whole or masked, {@code CallbackController} shows them.
 *
 * <p>Which callbacks can be replayed together is decided by {@code
 * operations/callback/CallbackFilter}, what is masked by {@code console/page/Masked}.
 */
package io.calroute.console.callback;
