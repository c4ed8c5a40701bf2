/** The journal's pages: what came in, what became of it, and applying it again. */
package io.calroute.console.callback;
