/**
 * The verdicts themselves, pure decisions from facts to one sentence: {@code AppointmentDecision},
 * {@code PlaceDecision}, {@code WordDecision} and {@code UnknownDecision}; {@code Cause} says what
 * to press.
 */
package io.calroute.verdict.decision;
