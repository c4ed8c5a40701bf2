/**
 * The component {@code provider:}, by which routes ask booking providers: {@code ProviderClient}
 * sends a call that a mapping has made, with the connection's credentials ({@code AccessTokens});
 * {@code CallLimits} decides whether it may go out now, {@code ProviderFault} what its failure
 * means and how long the provider is left alone then.
 */
package io.calroute.provider.request;
