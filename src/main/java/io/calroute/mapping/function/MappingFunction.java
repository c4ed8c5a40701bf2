package io.calroute.mapping.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.Function;

/**
 * A Java function under the name by which mappings call it.
 *
 * @param name kebab-case
 * @param fewest the least number of arguments
 */
record MappingFunction(String name, int fewest, int most, Body body) implements Function {

  /** What a function does; must be pure and safe for concurrent use. */
  @FunctionalInterface
  interface Body {
    /**
     * Computes the function.
     *
     * @return the result; null means JSON null
     */
    JsonNode of(Arguments arguments);
  }

  record Arguments(JsonNode[] values) {
    /** The argument at a place; JSON null when it was left out. */
    JsonNode at(int place) {
      return place < values.length && values[place] != null ? values[place] : NullNode.instance;
    }

    /** Whether the argument at a place is null or left out. */
    boolean isNull(int place) {
      return at(place).isNull() || at(place).isMissingNode();
    }

    /** The text of the argument at a place; null unless it is a string. */
    String text(int place) {
      return at(place).isTextual() ? at(place).textValue() : null;
    }
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public int getMinArguments() {
    return fewest;
  }

  @Override
  public int getMaxArguments() {
    return most;
  }

  @Override
  public JsonNode call(JsonNode input, JsonNode[] arguments) {
    try {
      JsonNode result = body.of(new Arguments(arguments));
      return result == null ? NullNode.instance : result;
    } catch (MappingRefused refused) {
      if (Lenience.isGiven()) {
        return NullNode.instance;
      }
      throw refused;
    }
  }
}
