/**
 * Lanes: who works on which calendar, and when. One at a time, so that a calendar has one call
 * under way; that of a mailbox and that of its meetings are two. {@code LaneQueue} decides which
 * calendar is next, and after how many seconds another replica takes one over (leases); {@code
 * LaneFloors} since when what is due is looked for in a lane, {@code LaneLease} what a holder may
 * still write; {@code QuotaGate} whether the quota lets a call out, {@code Tariff} and {@code
 * AllowanceStore} how places in its queue are booked, by functions of {@code
 * src/main/resources/db/migration/V42__versions_of_allowances.sql}. {@code LanePauses} decides
 * after which failures a calendar pauses, {@code CredentialsStore} who asks again where credentials
 * are refused.
 *
 * <p>How long a pause is, is {@code work/Backoff}'s; what a call costs {@code
 * destination/google/GoogleQuota}'s, how much may be spent at once {@code destination/Allowance}'s;
 * how long a worker stays with one calendar before others come {@code sync/turn/LaneWorkers}'; how
 * many workers there are {@code policy/SyncSettings}'.
 */
package io.calroute.sync.lane;
