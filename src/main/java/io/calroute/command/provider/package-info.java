/**
 * Commands about what providers hold. {@code BackfillCommand} and {@code ImportCommand} have it
 * read and accepted, {@code RunFollower} decides how long they look on, {@code RunPlan} what is
 * printed of a plan; {@code ConnectCommand} tries a connection and says what to do by hand; {@code
 * StaffCommand} decides which proposed entries go into the directory, {@code DirectoryFile} how
 * they are written into its file. {@code ProviderCommand} is what they share.
 *
 * <p>What is found and done is decided by the running Calroute: {@code operations/provider}, {@code
 * sync/backfill}, {@code provider/webhook}.
 */
package io.calroute.command.provider;
