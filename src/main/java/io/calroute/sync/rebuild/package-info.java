/** Rebuilds a lost store from what events say about themselves. */
package io.calroute.sync.rebuild;
