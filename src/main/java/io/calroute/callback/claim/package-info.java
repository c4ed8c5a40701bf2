/** Which pending callbacks a worker has in hand, as leases in the store. */
package io.calroute.callback.claim;
