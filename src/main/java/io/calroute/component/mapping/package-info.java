/** The Camel components {@code mapping} and {@code schema}; they know nothing of Calroute. */
package io.calroute.component.mapping;
