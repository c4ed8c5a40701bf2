/**
 * What all workers share. {@code Backoff} decides how long anything waits after a failure: doubled
 * each time up to a limit, with jitter, what the target asked for where that is known, however
 * long, hours for a quota that is used up; never again where trying can't help, and without end
 * otherwise. {@code BodyBudget} decides how many bytes of bodies may be in memory, {@code
 * SourceLimit} how often one source may do something, {@code IntakeFirst} when workers rest so that
 * callbacks come first, {@code Workers} how long a stop (shutdown) waits and how often a store that
 * is away is told of, {@code Signal} who is woken, {@code SeldomLook} how seldom a look goes past
 * everything, {@code ChangedAppointments} how many changes are remembered for writing back, {@code
 * LogTopic} what log lines are about; {@code SyncObserver} hears of it all, for metrics.
 *
 * <p>First pause, limit and how many workers are set in {@code policy/SyncSettings}; how often a
 * source may be wrong, by who uses it: {@code callback/AuthenticateProducer}, {@code
 * access/CallerLimits}, {@code link/JoinDesk}.
 */
package io.calroute.work;
