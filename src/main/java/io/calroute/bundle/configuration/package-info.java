/**
 * The part of the configuration that may change while Calroute runs, and what is wrong with any of
 * it.
 */
package io.calroute.bundle.configuration;
