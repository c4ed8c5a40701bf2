/**
 * Threads that work until the application stops, how they are woken, and who counts what they do.
 */
package io.calroute.work;
