/**
 * Who calls the operations port, and how they prove it. {@code KnownTokens} decides on tokens of
 * the configuration, {@code OidcIssuer} on access tokens and sign-ins of OpenID (single sign-on)
 * and which claims make an operator or a viewer, {@code FirstAnswer} how long anybody waits for an
 * OpenID provider that is away.
 *
 * <p>{@code Requests} decides which paths are open to everybody, what counts as a change, whether a
 * request comes from another site or from this machine, and whether a page or a program asks.
 * {@code Role} says that an operator may do what a viewer may. {@code ApiSettings}, {@code
 * AccessSettings} and {@code OidcSettings} have the settings, and that a named token is a viewer's
 * unless it says otherwise. {@code Caller} is somebody who has proved it.
 *
 * <p>What each role may do is decided by {@code access/Rules}; how often somebody may try, by
 * {@code access/CallerLimits}.
 */
package io.calroute.access.caller;
