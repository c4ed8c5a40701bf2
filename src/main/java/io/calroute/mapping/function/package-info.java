/**
 * The functions that mappings may call beside those of JSLT: {@code TimeFunctions} for times and
 * zones, {@code TextFunctions} for texts. {@code Lenience} lets a refused input through once more,
 * to find things by.
 */
package io.calroute.mapping.function;
