/**
 * Which pending callbacks a worker has in hand, as leases in the store. {@code Claims} decides who
 * takes which, the oldest first, as many as fit into memory, and after how many seconds another
 * worker takes over what a dead one had; {@code ClaimRenewal} how often a lease is renewed, {@code
 * PendingFloor} from which callback on one is looked for.
 *
 * <p>How many bytes are read at once is {@code callback/journal/Journal}'s, which worker is given
 * what was just kept {@code callback/journal/GroupCommit}'s, when a failed one is due again {@code
 * applying/CallbackWorkers}'.
 */
package io.calroute.callback.claim;
