/**
 * What all of the operations API shares: {@code Paging} decides which part of a list is given,
 * {@code ApiProblems} how errors are told, {@code StrictBody} which bodies are refused.
 */
package io.calroute.operations.web;
