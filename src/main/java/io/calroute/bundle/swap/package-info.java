/**
 * Takes edited routes into use while callbacks come in. {@code RouteSwap} decides who waits
 * meanwhile so that no callback is lost, when an old route is at rest, and that the change is put
 * off or taken back; {@code LiveDirectComponent} that each message looks its route up anew, and
 * that one which goes round without end is stopped.
 *
 * <p>How long callbacks under way may hold a change up stands in {@code bundle/BundleSettings}, how
 * long a callback waits at the gate in {@code callback/CallbackConfiguration}, which routes are
 * concerned in {@code bundle/outline/Affected}.
 */
package io.calroute.bundle.swap;
