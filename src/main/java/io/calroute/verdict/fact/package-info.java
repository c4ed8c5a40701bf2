/** What a verdict is worked out of, read from the store with a fixed number of statements. */
package io.calroute.verdict.fact;
