/**
 * The chaos test: the packaged Calroute against simulated calendars that fail in every way, killed
 * at random moments, and compared with what its providers wanted in the end.
 */
package io.calroute.chaos;
