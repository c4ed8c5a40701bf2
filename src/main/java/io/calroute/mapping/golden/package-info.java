/**
 * Golden cases: inputs of mappings with the outputs that they must give; {@code GoldenCases}
 * decides whether one passes.
 */
package io.calroute.mapping.golden;
