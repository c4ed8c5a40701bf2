/**
 * What a verdict is worked out of. {@code IdLookup} decides what an id can be, {@code
 * AppointmentFacts} and {@code FactsReading} how much is read and for how long, {@code
 * MappingPlace} where a mapping has refused a callback, {@code KnownPlace} what counts as settled,
 * {@code Word} how far is counted what comes before. {@code Found}, {@code KnownAppointment} and
 * {@code World} are the facts.
 */
package io.calroute.verdict.fact;
