/**
 * What becomes what: JSLT mappings that operators edit, and the schema of what they give. {@code
 * Mappings} decides which files are mappings, that one which does not compile leaves the last good
 * one in use, and what a mapping's refusal means; {@code MappingCompiler} what compiles, {@code
 * UndeclaredVariable} that a variable nobody declares does not, {@code ParserWords} how that is
 * told; {@code Schema} what fits, by {@code mappings/appointment.schema.json}; {@code Legible}
 * which characters nobody can keep. {@code MappingFiles} is where they are read.
 *
 * <p>What a provider's callback means stands in its own file, {@code <provider>.jslt}; what they
 * share in {@code mappings/lib/appointment.jslt}: zones of local times, ends, stamps from the
 * future, the title of a booking. Title, text, link and place of an event stand in {@code
 * mappings/lib/event.jslt}, whether it is busy or private in {@code mappings/google-event.jslt} and
 * {@code mappings/office365-event.jslt}; asking providers in {@code mappings/lib/api.jslt}.
 * Functions are in {@code mapping/function}, golden cases in {@code mapping/golden}; what a mapping
 * is given is {@code applying/CallbackMapping}'s, or {@code sync/planner/WantedContent}'s.
 */
package io.calroute.mapping;
