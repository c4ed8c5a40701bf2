/**
 * What Camel's {@code google-calendar} component lacks. {@code GoogleEventJson} decides how a
 * message becomes a request: conditions, who is sent mail, and that deleted events are left out of
 * lists; {@code EveryPage} and {@code PagingCalendar} that a list is read to its last page; {@code
 * SharedClient} that all endpoints call by one client. Knows nothing of Calroute.
 *
 * <p>What Calroute asks for is decided by {@code destination/google/GoogleEvents}, time limits and
 * credentials in {@code destination/google}.
 */
package io.calroute.component.google;
