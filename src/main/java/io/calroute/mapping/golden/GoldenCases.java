package io.calroute.mapping.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Runs the golden cases that lie beside the mappings.
 *
 * <p>A case of the mapping {@code <name>} is {@code <name>/<case>.in.json} with what it should give
 * in {@code <case>.out.json}. For a provider mapping the input is the body of a callback; its
 * connection is {@code default} in UTC and its arrival 2036-01-01T00:00:00Z, unless {@code
 * <case>.connection.json} says otherwise with {@code name}, {@code timeZone} or {@code receivedAt}.
 * For an event mapping (its name ends in {@code -event} or {@code -meeting}) and for one that asks
 * a provider ({@code -api}) or reads a file ({@code -import}) the input is the whole of what the
 * mapping is given. A case that should be refused has {@code {"refused": "<code>"}} as its output.
 * What a provider mapping gives is checked against the schema, too.
 *
 * <p>Safe for use by many threads.
 */
public final class GoldenCases {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String IN = ".in.json";
  private static final String OUT = ".out.json";
  private static final String CONNECTION = ".connection.json";
  private static final String REFUSED = "refused";

  /** When the callback of a case comes in. */
  public static final Instant ARRIVAL = Instant.parse("2036-01-01T00:00:00Z");

  private final Mappings mappings;
  private final Schema schema;

  public GoldenCases(Mappings mappings, Schema schema) {
    this.mappings = mappings;
    this.schema = schema;
  }

  /** Runs the cases of one mapping. */
  public List<GoldenResult> run(String mapping) {
    return names(mapping).stream().map(name -> run(mapping, name)).toList();
  }

  /**
   * Runs one case.
   *
   * @return never null; a file that is missing or no JSON is a difference
   */
  public GoldenResult run(String mapping, String name) {
    String file = mapping + "/" + name + IN;
    List<String> differences = new ArrayList<>();
    int line = 0;
    try {
      JsonNode actual = actual(mapping, name);
      misfits(mapping, actual).forEach(differences::add);
      String out = mapping + "/" + name + OUT;
      if (exists(mapping, out)) {
        file = out;
        String text = read(out);
        List<Difference> found = Difference.between(JSON.readTree(text), actual);
        line = found.isEmpty() ? 0 : found.get(0).line(text);
        found.stream().map(Difference::toString).forEach(differences::add);
      } else {
        differences.add("/: there is no " + name + OUT + "; actual " + actual);
      }
    } catch (JsonProcessingException wrong) {
      differences.add("A file of the case is no JSON: " + wrong.getOriginalMessage());
    } catch (IOException unreadable) {
      differences.add("A file of the case cannot be read");
    }
    return new GoldenResult(mapping, name, file, line, differences);
  }

  /**
   * What keeps an output from being a case's.
   *
   * @return where it does not fit the schema, when it has to; empty for nothing
   */
  public List<String> misfits(String mapping, JsonNode actual) {
    return isProviderMapping(mapping) && !actual.has(REFUSED)
        ? schema.check(actual).stream().map(problem -> "schema " + problem).toList()
        : List.of();
  }

  /**
   * What a case says that should come out.
   *
   * @return a missing node when nothing is said that could be read
   */
  public JsonNode expected(String mapping, String name) {
    try {
      return JSON.readTree(read(mapping + "/" + name + OUT));
    } catch (IOException unsaid) {
      return MissingNode.getInstance();
    }
  }

  /**
   * What a mapping gives in a case, to be looked at and kept as the case's output.
   *
   * @return the output, or {@code {"refused": "<code>"}}
   * @throws IOException when the input is missing or no JSON
   */
  public JsonNode actual(String mapping, String name) throws IOException {
    try {
      return mappings.apply(mapping, input(mapping, name));
    } catch (MappingRefused refusal) {
      return refused(refusal);
    }
  }

  /** A refusal, as the output of a case has it. */
  public static JsonNode refused(MappingRefused refusal) {
    return JsonNodeFactory.instance.objectNode().put(REFUSED, refusal.code());
  }

  public JsonNode input(String mapping, String name) throws IOException {
    JsonNode in = JSON.readTree(read(mapping + "/" + name + IN));
    if (!isProviderMapping(mapping)) {
      return in;
    }
    String file = mapping + "/" + name + CONNECTION;
    JsonNode said =
        exists(mapping, file) ? JSON.readTree(read(file)) : JsonNodeFactory.instance.objectNode();
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("body", in);
    input
        .putObject("connection")
        .put("name", said.path("name").asText("default"))
        .put("timeZone", said.path("timeZone").asText("UTC"));
    input.put("receivedAt", said.path("receivedAt").asText(ARRIVAL.toString()));
    return input;
  }

  private static boolean isProviderMapping(String mapping) {
    return !mapping.endsWith("-event")
        && !mapping.endsWith("-meeting")
        && !Mappings.isOfCalls(mapping);
  }

  private boolean exists(String mapping, String file) throws IOException {
    return mappings.files().in(mapping).contains(file);
  }

  private String read(String file) throws IOException {
    return mappings.files().read(file);
  }

  public SortedSet<String> names(String mapping) {
    TreeSet<String> names = new TreeSet<>();
    try {
      for (String file : mappings.files().in(mapping)) {
        if (file.endsWith(IN)) {
          names.add(file.substring(mapping.length() + 1, file.length() - IN.length()));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return names;
  }
}
