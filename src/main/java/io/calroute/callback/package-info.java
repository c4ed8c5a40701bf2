/**
 * Callbacks: the component {@code callback}, by which routes have them proven and kept. An accepted
 * callback is a promise: it is answered 2xx only after it is on disk.
 */
package io.calroute.callback;
