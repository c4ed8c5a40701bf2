/**
 * Search: appointments by anything that somebody may know of them, each with its verdict. {@code
 * Question} decides what is meant.
 */
package io.calroute.console.search;
