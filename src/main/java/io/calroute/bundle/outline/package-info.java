/**
 * What a route file is made of, with the lines where it is written, and which routes an edit
 * reaches.
 */
package io.calroute.bundle.outline;
