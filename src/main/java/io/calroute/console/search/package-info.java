/**
 * Search: appointments by anything that somebody may know of them. {@code Question} decides what is
 * meant, a day or words; {@code DayLookup} which appointments begin on a day, and how many are
 * shown; {@code TroubleLookup} which have the same trouble; {@code Result} is a line, {@code
 * SearchController} shows them.
 *
 * <p>By which ids and words an appointment is found is decided by {@code
 * operations/appointment/AppointmentLookup}; which words of one can be searched, by the newest
 * migration with {@code appointment_words}, {@code
 * src/main/resources/db/migration/V34__search_between_angle_brackets.sql}.
 */
package io.calroute.console.search;
