/**
 * The Camel components {@code mapping} and {@code schema}. {@code JsonBody} decides what of a
 * message is the document, {@code SchemaEndpoint} that one which does not fit is refused with its
 * first problem ({@code SchemaViolation}); {@code MappingComponent}, {@code MappingEndpoint} and
 * {@code SchemaComponent} only hand on. {@code Transformation} and {@code Validation} say what they
 * need of whoever applies.
 *
 * <p>Which mapping is applied is decided by {@code applying/RouteMappings}, what compiles and fits
 * by {@code mapping/MappingCompiler} and {@code mapping/Schema}.
 */
package io.calroute.component.mapping;
