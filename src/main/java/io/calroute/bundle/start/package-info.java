/** What stops a start, in one line each. */
package io.calroute.bundle.start;
