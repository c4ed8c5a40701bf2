/**
 * The page where somebody with a browser signs in. {@code LoginPage} has its form and its words,
 * {@code LoginWays} which ways there are (a token, an OpenID provider).
 *
 * <p>Whether a sign-in counts is decided by {@code access/caller/KnownTokens} and {@code
 * access/caller/OidcIssuer}, how long it lasts by {@code access/CallerLimits} and, of somebody who
 * does nothing, in {@code src/main/resources/application.yaml}.
 */
package io.calroute.access.login;
