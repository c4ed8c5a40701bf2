/**
 * What operators edit on a running system: routes, kamelets and mappings. {@code BundleWatch}
 * decides when a change is whole, {@code LiveBundle} whether it takes the place of what it changes;
 * what is wrong is told with file, line and reason, and changes nothing.
 */
package io.calroute.bundle;
