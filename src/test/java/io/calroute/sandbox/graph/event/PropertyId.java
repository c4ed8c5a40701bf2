package io.calroute.sandbox.graph.event;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Id of a single-value extended property (resource type "singleValueLegacyExtendedProperty"): type
 * and namespace in any case, name with its case.
 *
 * @param type such as {@code string}
 * @param namespace GUID in lower case
 * @param name the name
 */
record PropertyId(String type, String namespace, String name) {

  private static final Pattern NAMED =
      Pattern.compile("(\\w+) \\{([0-9a-fA-F-]{36})} Name (\\S.*)");

  /**
   * Reads an id.
   *
   * @param text such as {@code String {66f5a359-4659-4830-9070-00040ec6ac6e} Name Fun}
   * @return empty when it is not an id of a named property
   */
  static Optional<PropertyId> read(String text) {
    Matcher matcher = NAMED.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new PropertyId(
                matcher.group(1).toLowerCase(Locale.ROOT),
                matcher.group(2).toLowerCase(Locale.ROOT),
                matcher.group(3)))
        : Optional.empty();
  }

  /** The form in which Graph answers it. */
  String text() {
    return type.substring(0, 1).toUpperCase(Locale.ROOT)
        + type.substring(1)
        + " {"
        + namespace
        + "} Name "
        + name;
  }
}
