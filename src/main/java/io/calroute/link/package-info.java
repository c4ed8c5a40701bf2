/**
 * How the link of an online meeting reaches the client: an address of Calroute's that never
 * changes. {@code FoundMeeting} decides what the client gets, the link, a page to wait or that it
 * is over (half an hour after the end); {@code MeetingLookup} which meeting an address leads to;
 * {@code JoinAddress} which keys are none (one is made in {@code
 * src/main/resources/db/migration/V22__join_keys.sql}: 128 bits by chance); {@code ClientLink}
 * whether a browser may be sent to a link; {@code JoinDesk} how often one source may ask and how
 * many may wait; {@code JoinPage} what the pages are, in which language, and how often they look
 * again. Their words stand in {@code src/main/resources/link}. {@code JoinAddresses} says at which
 * address.
 *
 * <p>Which way a link takes (adopt, redirect, write, invite) is decided by {@code
 * policy/LinkSettings}, which of two links an event shows by {@code sync/planner/ReferenceOrder}
 * and {@code mappings/lib/event.jslt}, which meeting is made by {@code routing/Routing}.
 */
package io.calroute.link;
