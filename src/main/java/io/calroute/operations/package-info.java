/**
 * Operations: what people see of Calroute and do to it on the second port. The API, health and
 * metrics.
 *
 * <p>This room reads what the others have stored, and asks them to act; none of them knows it.
 */
package io.calroute.operations;
