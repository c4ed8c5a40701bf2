/**
 * The journal: every accepted callback, byte for byte, with what became of it. {@code
 * DuplicateRule} decides which deliveries are the same, {@code DeliveryStore} which is kept, {@code
 * GroupCommit} which share one commit, and which worker is given them ({@code Taker}).
 */
package io.calroute.callback.journal;
