/** Search: appointments by anything that somebody may know of them, each with its verdict. */
package io.calroute.console.search;
