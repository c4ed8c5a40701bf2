/** Golden cases: inputs of mappings with the outputs that they must give. */
package io.calroute.mapping.golden;
