/** The page where somebody with a browser signs in. */
package io.calroute.access.login;
