/** How pages stay true: one reader looks, and every page that is open hears what has changed. */
package io.calroute.console.live;
