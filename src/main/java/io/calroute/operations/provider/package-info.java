/** Both ways with providers, as operators look at it and set it going. */
package io.calroute.operations.provider;
