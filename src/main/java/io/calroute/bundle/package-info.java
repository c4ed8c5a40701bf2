/**
 * What operators edit on a running system: routes, kamelets and mappings. A change is looked at as
 * a whole, tried out beside the running routes, and only then takes the place of what it changes;
 * what is wrong is told with file, line and reason, and changes nothing.
 */
package io.calroute.bundle;
