/**
 * The console: pages for operators on the port of the operations API, made on the server and kept
 * live. Pages say what the API says, since both ask the same look-ups; what changes something is a
 * form that is posted and leads back. Each page has a package with its controller, and a folder in
 * {@code src/main/resources/templates}.
 *
 * <p>{@code ConsolePages} decides what all pages know (whether buttons are shown) and what a page
 * says instead of a fault; {@code WrongAddresses} and {@code BrokenRequests} what is said where
 * nothing is, or of a request that can't be read.
 *
 * <p>Who may open or press what is decided by {@code access/Rules}, what is shown of people by
 * {@code console/page/Masked}, the words of a verdict in {@code verdict/decision}, how often pages
 * are made anew in {@code console/live}.
 */
package io.calroute.console;
