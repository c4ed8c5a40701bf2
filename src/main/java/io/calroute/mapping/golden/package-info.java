/**
 * Golden cases: inputs of mappings with the outputs that they must give. {@code GoldenCases}
 * decides which files are a case, what its input is besides the body (arrival, connection, zone),
 * and whether it passes, the schema included; {@code Difference} what differs, {@code GoldenResult}
 * what is told.
 *
 * <p>When they run before an edit counts is decided by {@code bundle/check/BundleCheck}, that a
 * route gives the same by {@code bundle/contract/MapContract}; the command is {@code
 * command/GoldenCommand}.
 */
package io.calroute.mapping.golden;
