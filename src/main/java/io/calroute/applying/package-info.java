/**
 * Callbacks to appointments: maps what the journal holds, decides what is news, and stores it
 * together with the callbacks' outcomes.
 */
package io.calroute.applying;
