/**
 * Reads providers' lists: what callbacks did not tell, found and applied. {@code ReconcileSettings}
 * and {@code ReadWorkers} decide how often, {@code AppointmentPolling} what is asked for again
 * without a list, {@code Silence} who is silent for too long.
 */
package io.calroute.provider.reading;
