/**
 * What becomes what: JSLT mappings that ops edit, the functions they call, the schema of what they
 * give and the golden cases that show it.
 *
 * <p>A provider mapping turns a callback into the canonical appointment; an event mapping turns the
 * canonical appointment into the content of an event. {@code MappingCompiler} decides what
 * compiles, {@code Schema} what an appointment must be. This room knows no provider by name and
 * depends on no other room but {@code component}.
 */
package io.calroute.mapping;
