/**
 * The Camel components {@code mapping} and {@code schema}; they know nothing of Calroute, and
 * {@code Transformation} and {@code Validation} say what they need of it.
 */
package io.calroute.component.mapping;
