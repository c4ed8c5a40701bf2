/** The functions that mappings may call beside those of JSLT: times, zones, texts. */
package io.calroute.mapping.function;
