/**
 * A simulated Microsoft Graph v1.0: events of many mailboxes, Teams meetings, client credentials.
 *
 * <p>The rules come from Microsoft's reference (event, onlineMeeting, calendar and their methods)
 * and from the pages "Microsoft Graph throttling guidance", "Obtain immutable identifiers for
 * Outlook resources" and "Use Outlook and Teams online meetings"; where a rule is only known from
 * reports of users, or not at all, the switch for it says so.
 */
package io.calroute.sandbox.graph;
