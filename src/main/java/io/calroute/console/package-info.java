/**
 * The console: pages for operators, made on the server and kept live, on the port of the operations
 * API. Pages say what the API says, since both ask the same look-ups.
 *
 * <p>Each page has a package with its controller, and a folder in {@code templates}. Every address
 * can be shared; what changes something is a form that is posted and leads back.
 */
package io.calroute.console;
