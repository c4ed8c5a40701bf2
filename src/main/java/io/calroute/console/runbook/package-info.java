/** The runbook, a page for each cause. */
package io.calroute.console.runbook;
