/**
 * Takes edited routes into use while callbacks come in; {@code RouteSwap} decides who waits
 * meanwhile, and when the new one takes over.
 */
package io.calroute.bundle.swap;
