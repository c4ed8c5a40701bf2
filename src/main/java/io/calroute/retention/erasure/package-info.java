/**
 * Takes a person out of everything that the store keeps. {@code ErasureRequest} decides who is
 * meant (an address or an id, and from which length an id is taken for one), {@code Erasing} in
 * which order, and how many callbacks are too many for one person, {@code ErasureStore} which rows
 * may name them (by {@code appointment_words}, a function of {@code
 * src/main/resources/db/migration/V34__search_between_angle_brackets.sql}) and whether events are
 * written anew, {@code ErasedPeople} which later callbacks may not bring them back; {@code
 * ErasureReport} is what is told.
 *
 * <p>Whether an appointment says them, and what of them goes out of it, is decided by {@code
 * appointment/Redaction}; which callbacks say them by {@code callback/journal/Mentions}, and what
 * is left of these by {@code callback/journal/Journal}; how words are known again in calendars by
 * {@code destination/Imprint}; what the API takes by {@code operations/change/EraseApi}.
 */
package io.calroute.retention.erasure;
