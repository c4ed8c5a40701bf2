package io.calroute.operations.status;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Codes as values of a label. A mapping can make one of what a callback says, so that there would
 * be no end to them: what does not look like one counts as {@code other}, and so does whatever is
 * new when there are many. Safe for concurrent use.
 */
final class Codes {

  private static final int LIMIT = 100;
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+){0,8}");
  private static final int LENGTH_LIMIT = 60;

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /**
   * The value of the label.
   *
   * @param code null for none
   */
  String bounded(String code) {
    if (code == null) {
      return "none";
    }
    if (known.contains(code)) {
      return code;
    }
    boolean taken =
        known.size() < LIMIT
            && code.length() <= LENGTH_LIMIT
            && CODE.matcher(code).matches()
            && known.add(code);
    return taken || known.contains(code) ? code : "other";
  }
}
