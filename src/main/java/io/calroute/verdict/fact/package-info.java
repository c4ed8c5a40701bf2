/**
 * What a verdict is worked out of, read by {@code FactsReading} with a fixed number of statements;
 * {@code IdLookup} decides what an id can be.
 */
package io.calroute.verdict.fact;
