/**
 * What an installation decides for all appointments, and may decide otherwise while Calroute runs.
 */
package io.calroute.policy;
