/**
 * The page where somebody with a browser signs in; {@code LoginPage} makes it and decides nothing.
 */
package io.calroute.access.login;
