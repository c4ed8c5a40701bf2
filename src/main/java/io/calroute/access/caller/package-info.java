/**
 * Who calls the operations port, and how they prove it: {@code KnownTokens} decides on tokens of
 * the configuration, {@code OidcIssuer} on those of OpenID and the roles that come with them.
 */
package io.calroute.access.caller;
