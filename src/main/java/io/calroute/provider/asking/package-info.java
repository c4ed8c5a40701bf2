/**
 * Asks providers about single appointments. {@code AskStore} decides that an appointment is asked
 * about once whatever the reasons and by one replica, and which question is withdrawn; {@code
 * AskWorkers} when one is asked again that was in vain, how long an account without answers is left
 * alone, and that one which is said to be gone is asked a second time. {@code ProviderRoutes}
 * decides what a provider can be asked (what it has a route for), {@code ProviderStaff} how many
 * pages of staff are read; {@code Ask} is a question.
 *
 * <p>Which callback leads to a question is decided by {@code applying/Sightings} and {@code
 * appointment/Sighting}; how often a provider may be asked, by {@code provider/request/CallLimits};
 * what its failure means, by {@code provider/request/ProviderFault}; how long a lease is, by {@code
 * provider/request/ProviderLease}.
 */
package io.calroute.provider.asking;
