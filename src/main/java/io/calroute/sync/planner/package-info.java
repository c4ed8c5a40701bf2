/**
 * The decisions of the sync, all of them pure: which call brings one event closer to what is
 * wanted.
 */
package io.calroute.sync.planner;
