/**
 * Takes a person out of everything that the store keeps. {@code ErasureRequest} decides who is
 * meant, {@code Erasing} in which order, {@code ErasureStore} which rows name them, {@code
 * ErasedPeople} whom later callbacks may not bring back.
 */
package io.calroute.retention.erasure;
