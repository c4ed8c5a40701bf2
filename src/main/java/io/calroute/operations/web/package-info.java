/**
 * What all of the operations API shares. {@code Paging} decides how many entries a page of a list
 * has and where the next begins ({@code Page}), {@code StrictBody} which bodies are refused and how
 * long they may be, {@code Snapshots} how long a reading of the store may take, {@code ApiProblem}
 * and {@code ApiProblems} how errors are told, {@code ActuatorProblems} and {@code
 * ProblemReportValve} those of health and of the web server.
 */
package io.calroute.operations.web;
