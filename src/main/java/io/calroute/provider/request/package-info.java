/**
 * The component {@code provider:}, by which routes ask booking providers. {@code CallLimits}
 * decides whether a call may go out now (calls a minute, calls at once, all replicas together),
 * {@code ProviderFault} what a failure means and how long the provider is left alone after a 429 or
 * a refusal, {@code ProviderClient} how long an answer may take and how large it may be, which
 * statuses a mapping reads, and that no redirect is followed; {@code AccessTokens} when a token is
 * asked for anew; {@code KnownObjects} and {@code LookupProducer} what ids stand for and how many
 * are asked at once; {@code ProviderEndpoint} what can be set at a step; {@code ProviderLease} how
 * long a killed process's work waits.
 *
 * <p>A provider's own limits stand in its routes, {@code <provider>-api.camel.yaml}; when it is
 * asked again, in {@code provider/asking/AskWorkers}, {@code provider/reading/Reader} and {@code
 * provider/writing/WriteWorkers}.
 */
package io.calroute.provider.request;
