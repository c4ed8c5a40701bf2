/**
 * Callbacks: who may send them, how they are told apart, and the journal that keeps every accepted
 * one byte for byte.
 *
 * <p>An accepted callback is a promise: it is answered 2xx only after it is on disk.
 */
package io.calroute.callback;
