/**
 * What Camel's {@code google-calendar} component lacks. {@code GoogleEventJson} decides how a
 * message becomes a request: who is sent mail, and that deleted events are left out of lists;
 * {@code EventRequest} how single events are inserted, patched, deleted and read, and what is no
 * event; {@code EveryPage} and {@code PagingCalendar} that a list is read to its last page; {@code
 * SharedClient} that all endpoints call by one client. Knows nothing of Calroute.
 *
 * <p>What Calroute asks for is decided by {@code destination/google/GoogleEvents}, time limits and
 * credentials in {@code destination/google}.
 */
package io.calroute.component.google;
