/** The verdicts themselves: pure decisions from facts to one sentence. */
package io.calroute.verdict.decision;
