/**
 * Connections: one account at a provider. {@code Authentication} decides whether a callback comes
 * from there: a signature over the raw body (HMAC), Basic, header, path token, none; two secrets
 * while one is exchanged; that secrets are there at the start, and are no placeholder. How old a
 * callback is, is not looked at: a repeated one is {@code callback/journal/DuplicateRule}'s, an
 * older word {@code appointment/Version}'s. {@code Connection} has what can be set, its time zone
 * UTC when not given; {@code ConnectionApi} how the provider is asked; {@code Connections} which is
 * meant when none is named; {@code IncompleteConnection} is one that could accept nothing. {@code
 * LiveConnections} are those of the moment.
 *
 * <p>How a provider proves itself unless the connection says otherwise stands in its {@code
 * receive-} route and in {@code callback/CallbackEndpoint}; how often a proof may be wrong in
 * {@code callback/AuthenticateProducer}.
 */
package io.calroute.callback.connection;
