/** Camel components that know nothing of Calroute, and what they share. */
package io.calroute.component;
