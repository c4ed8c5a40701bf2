/**
 * The directory: whose appointments belong in which calendar. {@code Directory} decides which entry
 * takes a staff member, the first that fits, and that it is the own address where an entry names no
 * calendar; {@code DirectoryEntry} what an entry can ask for; {@code DirectoryEntries} which
 * entries are refused; {@code LiveDirectory} when the file is read again, and that one which is
 * gone or can't be used changes nothing; {@code DirectoryProperties} where the file is.
 *
 * <p>{@code DirectoryStore} keeps which directory is in force in all replicas, and decides when a
 * replica counts as gone. {@code DirectoryRefused} says what is wrong, with the line; {@code
 * Calendar} and {@code StaffMember} are what is matched.
 *
 * <p>Whether a new directory comes into force is decided by {@code routing/DirectoryOffers},
 * whether an edit moves too much by {@code routing/Brake}, where an appointment then stands by
 * {@code routing/Routing}, which spellings are the same by {@code destination/MailAddresses}.
 */
package io.calroute.appointment.directory;
