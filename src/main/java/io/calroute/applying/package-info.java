/**
 * From the journal to the appointment: has callbacks mapped, and applies what is news. {@code
 * CallbackWorkers} decides how many are applied at once, when one that could not be mapped or
 * applied is tried again, and which fault is no callback's own; {@code PassingFault} which fault of
 * a step passes; {@code MappingLimits} how long a {@code map-} route may take and how many
 * callbacks are mapped at once; {@code CallbackMapper} how many threads a provider gets.
 *
 * <p>{@code CallbackMapping} decides what a mapping is given, what its output may be, and with
 * which code and reason a callback is {@code failed}; {@code RouteMappings} which mapping a route's
 * step applies. {@code Applying} decides the order in which appointments are locked and what
 * becomes of former ids; {@code Sightings} whether a provider is asked again because of a callback,
 * and whether what was read is held until somebody accepts it.
 *
 * <p>Which callback is news is decided by {@code appointment/CallbackEffect}; which worker gets
 * which, by {@code callback/claim/Claims}; how long a wait is, by {@code work/Backoff}; batch and
 * workers stand in {@code policy/SyncSettings}.
 */
package io.calroute.applying;
