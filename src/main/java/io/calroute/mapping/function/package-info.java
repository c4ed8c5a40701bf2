/**
 * The functions that mappings may call beside those of JSLT. {@code TimeFunctions} has those for
 * times, {@code PointInTime} decides which formats and years a date or time may have and what an
 * hour is that the clocks skip or show twice, {@code ZoneNames} which zones there are, {@code
 * WindowsZones} how Exchange is told one. {@code TextFunctions} has those for texts, {@code
 * PlainText} decides what is left of HTML, {@code Shapes} what of a refused value is shown. {@code
 * MappingRefused} is a refusal, with its code; {@code Lenience} lets a refused input through once
 * more, to find things by; {@code MappingFunction} is one function.
 *
 * <p>Which zone a local time gets is decided by {@code mappings/lib/appointment.jslt}, the zone of
 * a connection by {@code callback/connection/Connection}.
 */
package io.calroute.mapping.function;
