/** Takes a person out of everything that the store keeps. */
package io.calroute.retention.erasure;
