/**
 * How the link of an online meeting reaches the client: an address of Calroute's that never changes
 * and leads to the meeting of the moment.
 */
package io.calroute.link;
