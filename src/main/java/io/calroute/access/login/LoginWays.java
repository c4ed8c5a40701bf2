package io.calroute.access.login;

/**
 * How somebody with a browser can sign in.
 *
 * @param token whether a token is taken
 * @param provider whether there is an OpenID provider to be sent to
 */
public record LoginWays(boolean token, boolean provider) {}
