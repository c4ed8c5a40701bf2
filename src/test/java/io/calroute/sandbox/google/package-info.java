/**
 * A simulated Google Calendar v3: events of many calendars, service account tokens, quotas.
 *
 * <p>The rules come from Google's reference ("Events" and its methods) and from the guides "Handle
 * API errors", "Manage quotas", "Get specific versions of resources", "Extended properties" and
 * "Synchronize resources efficiently"; where a rule is only known from reports of users, the method
 * that keeps it says so.
 */
package io.calroute.sandbox.google;
