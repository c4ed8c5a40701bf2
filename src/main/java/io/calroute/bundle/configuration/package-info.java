/**
 * The configuration: {@code ConfigurationCheck} decides what is wrong with it, {@code
 * Configuration} which part may change while Calroute runs, and {@code LiveConfiguration} takes
 * that into use.
 */
package io.calroute.bundle.configuration;
