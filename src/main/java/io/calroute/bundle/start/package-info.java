/** What stops a start, in one line each; {@code StartCheck} decides. */
package io.calroute.bundle.start;
