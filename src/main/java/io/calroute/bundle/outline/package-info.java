/**
 * What a route file is made of, with the lines where it is written; {@code Affected} decides which
 * routes an edit reaches, and in which order they can stop.
 */
package io.calroute.bundle.outline;
