package io.calroute.mapping.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.mapping.MappingCompiler;
import io.calroute.mapping.MappingFiles;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Evaluates pieces of JSLT as mappings would. */
public final class Expressions {
  public static final ObjectMapper JSON = new ObjectMapper();
  private static final MappingCompiler COMPILER =
      new MappingCompiler(MappingFiles.of(Path.of("mappings")));

  private Expressions() {}

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /** The value of an expression on an input in which ' stands for ". */
  static JsonNode value(String expression, String input) {
    MappingCompiler.Compiled compiled =
        COMPILER.compile("test.jslt", expression.replace('\'', '"'));
    if (compiled.problem() != null) {
      throw new IllegalArgumentException(compiled.problem().toString());
    }
    return compiled.expression().apply(json(input.replace('\'', '"')));
  }

  static JsonNode value(String expression) {
    return value(expression, "null");
  }
}
