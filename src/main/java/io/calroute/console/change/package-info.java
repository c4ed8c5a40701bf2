/** What would be done, and what is held back. */
package io.calroute.console.change;
