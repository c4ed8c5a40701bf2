/** The journal as operators look it up and replay it. */
package io.calroute.operations.callback;
