/**
 * Threads that work until the application stops, how they are woken, how long they wait after a
 * failure, and who counts what they do.
 */
package io.calroute.work;
