/**
 * Both ways with booking providers: what they are asked, and what they are told. {@code
 * provider/reading} reads lists, {@code provider/asking} asks about single appointments, {@code
 * provider/request} makes the calls within a provider's limits, {@code provider/writing} writes
 * into bookings, {@code provider/webhook} looks after webhooks, {@code provider/file} reads files.
 * {@code ProviderConfiguration} wires what they share.
 *
 * <p>What a provider is asked in which words stands in its {@code <provider>-api.camel.yaml} and
 * {@code <provider>-api.jslt}; what holds beside a callback is decided by {@code
 * appointment/Sighting}; a backfill is accepted in {@code sync/backfill}.
 */
package io.calroute.provider;
