package io.calroute.k8s;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was scraped of one replica, minute by minute: each minute is scraped for real or as the one
 * before. The time is the test's own.
 */
final class Scrapes {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<String, Map<Map<String, String>, NavigableMap<Instant, Double>>> series =
      new HashMap<>();
  private Instant now = Instant.parse("2027-03-01T00:00:00Z");
  private String last;

  /** A minute later, with what was scraped then; null when nobody answered. */
  void minute(String scraped) {
    now = now.plus(MINUTE);
    last = scraped;
    add("up", Map.of("job", "calroute-operations"), scraped == null ? 0 : 1);
    if (scraped != null) {
      scraped.lines().filter(line -> !line.startsWith("#")).forEach(this::read);
    }
  }

  /** Nothing changes. */
  void hold(Duration duration) {
    for (long i = 0; i < duration.toMinutes(); i++) {
      minute(last);
    }
  }

  Instant now() {
    return now;
  }

  Map<Map<String, String>, NavigableMap<Instant, Double>> of(PromQl.Selector selector) {
    Map<Map<String, String>, NavigableMap<Instant, Double>> found = new HashMap<>();
    series
        .getOrDefault(selector.name(), Map.of())
        .forEach(
            (labels, values) -> {
              if (selector.fits(labels)) {
                found.put(labels, values);
              }
            });
    return found;
  }

  private void read(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalStateException("No sample: " + line);
    }
    Map<String, String> labels = new TreeMap<>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    String value = sample.group(3);
    add(
        sample.group(1),
        labels,
        value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
  }

  private void add(String name, Map<String, String> labels, double value) {
    series
        .computeIfAbsent(name, any -> new HashMap<>())
        .computeIfAbsent(labels, any -> new TreeMap<>())
        .put(now, value);
  }
}
