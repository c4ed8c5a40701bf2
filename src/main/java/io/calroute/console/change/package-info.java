/** What would be done, and what is held back, as {@code ChangeController} shows it. */
package io.calroute.console.change;
