/**
 * Where an appointment is to stand, by the directory in force and the policy; follows both when
 * they change.
 */
package io.calroute.routing;
