/**
 * Asks providers about single appointments: {@code AskStore} decides what is to be asked and when
 * again, {@code ProviderRoutes} what a provider can be asked.
 */
package io.calroute.provider.asking;
