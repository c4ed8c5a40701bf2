/**
 * The functions that mappings may call beside those of JSLT: {@code TimeFunctions} for times and
 * zones ({@code PointInTime} decides what an hour is that the clocks skip), {@code TextFunctions}
 * for texts. {@code Lenience} lets a refused input through once more, to find things by.
 */
package io.calroute.mapping.function;
