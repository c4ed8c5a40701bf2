/**
 * Which pending callbacks a worker has in hand, as leases in the store; {@code Claims} decides who
 * takes which, {@code ClaimRenewal} for how long.
 */
package io.calroute.callback.claim;
