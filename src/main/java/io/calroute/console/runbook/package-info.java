/** The runbook, a page for each cause; {@code Runbook} reads it from the docs. */
package io.calroute.console.runbook;
