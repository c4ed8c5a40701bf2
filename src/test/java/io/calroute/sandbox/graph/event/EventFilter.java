package io.calroute.sandbox.graph.event;

import io.calroute.sandbox.graph.GraphErrors;
import io.calroute.sandbox.server.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of OData's {@code $filter} that matters here: conditions joined by {@code and}, on an
 * extended property (reference "Get singleValueLegacyExtendedProperty") or on a member of the
 * event.
 */
public final class EventFilter {

  private static final Pattern ANY =
      Pattern.compile(
          "singleValueExtendedProperties/any\\(\\s*(\\w+)\\s*:(.*)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COMPARISON =
      Pattern.compile("([\\w/]+)\\s+(eq|ne|gt|ge|lt|le)\\s+(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(startswith|contains)\\(\\s*([\\w/]+)\\s*,\\s*('.*')\\s*\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PROPERTY_ID =
      Pattern.compile("\\bid\\s+eq\\s+'((?:[^']|'')*)'", Pattern.CASE_INSENSITIVE);

  private final GraphErrors errors;

  public EventFilter(GraphErrors errors) {
    this.errors = errors;
  }

  /**
   * Reads a filter.
   *
   * @param text value of the parameter; null for no filter
   */
  Predicate<GraphEvent> read(String text) {
    Predicate<GraphEvent> all = event -> true;
    if (text == null) {
      return all;
    }
    for (String condition : conditions(text)) {
      all = all.and(condition(condition));
    }
    return all;
  }

  /**
   * Reads an {@code $expand} of extended properties.
   *
   * @param text value of the parameter; null for none
   * @return the wanted properties
   */
  public List<PropertyId> expand(String text) {
    List<PropertyId> wanted = new ArrayList<>();
    if (text == null) {
      return wanted;
    }
    if (!text.startsWith("singleValueExtendedProperties(")) {
      throw invalid(text);
    }
    Matcher matcher = PROPERTY_ID.matcher(text);
    while (matcher.find()) {
      wanted.add(
          PropertyId.read(matcher.group(1).replace("''", "'")).orElseThrow(() -> invalid(text)));
    }
    if (wanted.isEmpty()) {
      throw invalid(text);
    }
    return wanted;
  }

  private Refusal invalid(String text) {
    return errors.refuse(
        400,
        "ErrorInvalidUrlQueryFilter",
        "The query filter contains one or more invalid nodes: " + text);
  }

  private static List<String> conditions(String text) {
    List<String> conditions = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
      } else if (!quoted && depth == 0 && text.regionMatches(true, i, " and ", 0, 5)) {
        conditions.add(text.substring(from, i).strip());
        from = i + 5;
      }
    }
    conditions.add(text.substring(from).strip());
    return conditions;
  }

  private Predicate<GraphEvent> condition(String text) {
    Matcher any = ANY.matcher(text);
    if (any.matches()) {
      return anyProperty(any.group(1), any.group(2).strip(), text);
    }
    Matcher comparison = COMPARISON.matcher(text);
    if (!comparison.matches()) {
      throw invalid(text);
    }
    String operator = comparison.group(2).toLowerCase(Locale.ROOT);
    String literal = unquote(comparison.group(3).strip());
    return switch (comparison.group(1)) {
      case "start/dateTime" -> times(GraphEvent::start, operator, literal);
      case "end/dateTime" -> times(GraphEvent::end, operator, literal);
      case "lastModifiedDateTime" -> times(event -> event.modified, operator, literal);
      case "createdDateTime" -> times(event -> event.created, operator, literal);
      case "subject" -> texts(event -> event.content.path("subject").asText(""), operator, literal);
      case "iCalUId" -> texts(event -> event.iCalUid, operator, literal);
      default -> throw invalid(text);
    };
  }

  private Predicate<GraphEvent> anyProperty(String variable, String inner, String text) {
    Predicate<Map.Entry<PropertyId, String>> matches = entry -> true;
    boolean named = false;
    for (String condition : conditions(inner)) {
      Matcher comparison = COMPARISON.matcher(condition);
      Matcher function = FUNCTION.matcher(condition);
      if (comparison.matches() && comparison.group(1).equals(variable + "/id")) {
        named = true;
        Optional<PropertyId> id = PropertyId.read(unquote(comparison.group(3).strip()));
        PropertyId wanted = id.orElseThrow(() -> invalid(text));
        matches = matches.and(entry -> entry.getKey().equals(wanted));
      } else if (comparison.matches() && comparison.group(1).equals(variable + "/value")) {
        matches =
            matches.and(
                value(comparison.group(2).toLowerCase(Locale.ROOT), comparison.group(3), text));
      } else if (function.matches() && function.group(2).equals(variable + "/value")) {
        String part = unquote(function.group(3)).toLowerCase(Locale.ROOT);
        boolean start = function.group(1).equalsIgnoreCase("startswith");
        matches =
            matches.and(
                entry -> {
                  String value = entry.getValue().toLowerCase(Locale.ROOT);
                  return start ? value.startsWith(part) : value.contains(part);
                });
      } else {
        throw invalid(text);
      }
    }
    if (!named) {
      throw invalid(text);
    }
    Predicate<Map.Entry<PropertyId, String>> wanted = matches;
    return event -> event.properties.entrySet().stream().anyMatch(wanted);
  }

  /** Values are compared without regard to case. */
  private Predicate<Map.Entry<PropertyId, String>> value(
      String operator, String literal, String text) {
    boolean equal = operator.equals("eq");
    if (!equal && !operator.equals("ne")) {
      throw invalid(text);
    }
    String trimmed = literal.strip();
    if (trimmed.equals("null")) {
      return entry -> !equal;
    }
    String wanted = unquote(trimmed);
    return entry -> entry.getValue().equalsIgnoreCase(wanted) == equal;
  }

  private static String unquote(String literal) {
    return literal.length() >= 2 && literal.startsWith("'") && literal.endsWith("'")
        ? literal.substring(1, literal.length() - 1).replace("''", "'")
        : literal;
  }

  private Predicate<GraphEvent> texts(
      Function<GraphEvent, String> member, String operator, String literal) {
    return switch (operator) {
      case "eq" -> event -> member.apply(event).equalsIgnoreCase(literal);
      case "ne" -> event -> !member.apply(event).equalsIgnoreCase(literal);
      default -> throw invalid(literal);
    };
  }

  private Predicate<GraphEvent> times(
      Function<GraphEvent, Instant> member, String operator, String literal) {
    Instant time = time(literal).orElseThrow(() -> invalid(literal));
    return event -> {
      int order = member.apply(event).compareTo(time);
      return switch (operator) {
        case "eq" -> order == 0;
        case "ne" -> order != 0;
        case "gt" -> order > 0;
        case "ge" -> order >= 0;
        case "lt" -> order < 0;
        default -> order <= 0;
      };
    };
  }

  /** A time with an offset, or without one in UTC. */
  static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      try {
        return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
      } catch (DateTimeException again) {
        return Optional.empty();
      }
    }
  }
}
