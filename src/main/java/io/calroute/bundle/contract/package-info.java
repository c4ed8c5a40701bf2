/** What Calroute relies on in each route, shown by running the route with stubs around it. */
package io.calroute.bundle.contract;
