/**
 * The configuration: {@code ConfigurationCheck} says what is wrong with it, {@code Configuration}
 * decides which part may change while Calroute runs, and {@code LiveConfiguration} takes that into
 * use. Which settings there are is decided by {@code KnownProperties}, in {@code check}.
 */
package io.calroute.bundle.configuration;
