/**
 * The journal's pages: what came in, what became of it, and applying it again. {@code Meaning}
 * decides what is said of an outcome.
 */
package io.calroute.console.callback;
