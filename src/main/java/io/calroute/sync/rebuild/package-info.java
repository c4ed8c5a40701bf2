/**
 * Rebuilds a lost store from what events say about themselves; {@code Rebuild} decides which are
 * believed.
 */
package io.calroute.sync.rebuild;
