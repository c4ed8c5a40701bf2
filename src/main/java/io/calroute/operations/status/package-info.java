/** How Calroute is: status, health and metrics. */
package io.calroute.operations.status;
