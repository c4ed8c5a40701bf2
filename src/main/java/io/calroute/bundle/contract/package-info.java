/**
 * What Calroute relies on in each route, shown by running it with stubs around it: {@code
 * DoorContract}, {@code ReceiveContract}, {@code MapContract} and {@code WriteContract} each decide
 * on one kind.
 */
package io.calroute.bundle.contract;
