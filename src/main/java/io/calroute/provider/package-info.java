/**
 * Both ways with booking providers: what they are asked, and what they are told. Each way has a
 * package below.
 */
package io.calroute.provider;
