/**
 * The journal: every accepted callback, byte for byte, with what became of it. Concurrent callbacks
 * share one commit.
 */
package io.calroute.callback.journal;
