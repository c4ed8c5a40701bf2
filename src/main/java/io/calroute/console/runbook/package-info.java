/**
 * The runbook, a page for each cause; {@code Runbook} reads {@code docs/runbook.md}, {@code
 * RunbookController} shows it. Which causes there are is decided by {@code verdict/decision/Cause}.
 */
package io.calroute.console.runbook;
