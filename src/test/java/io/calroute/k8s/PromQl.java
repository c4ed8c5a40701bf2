package io.calroute.k8s;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of PromQL as {@code k8s/monitoring} uses, as Prometheus evaluates it; anything else is
 * refused. Values by labels; a number has none.
 */
final class PromQl {

  /** A query that can be asked at any time. */
  interface Query {
    Map<Map<String, String>, Double> at(Instant time, Scrapes scrapes);
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)|(\"[^\"]*\")|(\\d+(?:\\.\\d+)?[smhd]?)|(=~|!=|>=|<=|==|[-+*/<>=(){}\\[\\],]))");
  private static final Set<String> RANGED = Set.of("rate", "increase", "delta");
  private static final Set<String> AGGREGATED = Set.of("sum", "max", "min");
  private static final Map<String, BiPredicate<Double, Double>> COMPARED =
      Map.of(">", (a, b) -> a > b, ">=", (a, b) -> a >= b, "==", (a, b) -> a.equals(b));
  private static final Map<String, DoubleBinaryOperator> CALCULATED =
      Map.of("/", (a, b) -> a / b, "*", (a, b) -> a * b, "-", (a, b) -> a - b);

  private final List<String> tokens = new ArrayList<>();
  private int next;

  private PromQl(String text) {
    Matcher token = TOKEN.matcher(text.strip());
    int end = 0;
    while (token.find() && token.start() == end) {
      tokens.add(token.group().strip());
      end = token.end();
    }
    if (end < text.strip().length()) {
      throw new IllegalArgumentException("Not understood from " + text.strip().substring(end));
    }
  }

  static Query of(String text) {
    PromQl parsed = new PromQl(text);
    Query query = parsed.conjunction();
    if (parsed.next < parsed.tokens.size()) {
      throw new IllegalArgumentException("Not understood: " + parsed.peek() + " in " + text);
    }
    return query;
  }

  static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean has(String token) {
    boolean found = peek().equals(token);
    next += found ? 1 : 0;
    return found;
  }

  private void expect(String token) {
    if (!has(token)) {
      throw new IllegalArgumentException(token + " is due before " + peek() + " in " + tokens);
    }
  }

  private Query conjunction() {
    Query left = comparison();
    while (has("and")) {
      Query one = left;
      boolean any = has("on");
      if (any) {
        expect("(");
        expect(")");
      }
      Query other = comparison();
      left =
          (time, scrapes) -> {
            var these = new HashMap<>(one.at(time, scrapes));
            var those = other.at(time, scrapes);
            these.keySet().removeIf(key -> any ? those.isEmpty() : !those.containsKey(key));
            return these;
          };
    }
    return left;
  }

  private Query comparison() {
    Query left = calculation();
    BiPredicate<Double, Double> holds = COMPARED.get(peek());
    if (holds == null) {
      return left;
    }
    next++;
    double limit = Double.parseDouble(tokens.get(next++));
    return (time, scrapes) -> {
      var kept = new HashMap<>(left.at(time, scrapes));
      kept.values().removeIf(value -> value.isNaN() || !holds.test(value, limit));
      return kept;
    };
  }

  private Query calculation() {
    Query left = term();
    while (CALCULATED.containsKey(peek())) {
      DoubleBinaryOperator operator = CALCULATED.get(tokens.get(next++));
      Query one = left;
      Query other = term();
      left =
          (time, scrapes) -> {
            var these = one.at(time, scrapes);
            var those = other.at(time, scrapes);
            Map<Map<String, String>, Double> all = new HashMap<>();
            these.forEach(
                (key, value) -> {
                  Double with =
                      those.get(those.size() == 1 && those.containsKey(Map.of()) ? Map.of() : key);
                  if (with != null) {
                    all.put(key, operator.applyAsDouble(value, with));
                  }
                });
            return all;
          };
    }
    return left;
  }

  private Query term() {
    if (has("(")) {
      Query inner = conjunction();
      expect(")");
      return inner;
    }
    String word = tokens.get(next++);
    if (word.matches("\\d.*")) {
      double number = Double.parseDouble(word);
      return (time, scrapes) -> Map.of(Map.of(), number);
    }
    if (AGGREGATED.contains(word)) {
      return aggregation(word);
    }
    if (!peek().equals("(")) {
      return selector(word)::latest;
    }
    expect("(");
    Query called =
        switch (word) {
          case "absent" -> absent(conjunction());
          case "histogram_quantile" -> quantile();
          default -> ranged(word);
        };
    expect(")");
    return called;
  }

  private static Query absent(Query inner) {
    return (time, scrapes) -> inner.at(time, scrapes).isEmpty() ? Map.of(Map.of(), 1.0) : Map.of();
  }

  private Query ranged(String function) {
    if (!RANGED.contains(function)) {
      throw new IllegalArgumentException("Unknown: " + function);
    }
    Selector selector = selector(tokens.get(next++));
    expect("[");
    Duration range = duration(tokens.get(next++));
    expect("]");
    return (time, scrapes) -> {
      Map<Map<String, String>, Double> all = new HashMap<>();
      scrapes
          .of(selector)
          .forEach(
              (labels, values) -> {
                Double grown =
                    grown(
                        values.subMap(time.minus(range), false, time, true),
                        time,
                        range,
                        !function.equals("delta"));
                if (grown != null) {
                  all.put(labels, function.equals("rate") ? grown / range.toSeconds() : grown);
                }
              });
      return all;
    };
  }

  /** As Prometheus extrapolates it to the whole range; null for fewer than two samples. */
  private static Double grown(
      NavigableMap<Instant, Double> values, Instant time, Duration range, boolean counter) {
    if (values.size() < 2) {
      return null;
    }
    double first = values.firstEntry().getValue();
    double sum = values.lastEntry().getValue() - first;
    double before = first;
    for (double value : values.values()) {
      sum += counter && value < before ? before : 0;
      before = value;
    }
    double sampled = seconds(values.firstKey(), values.lastKey());
    double between = sampled / (values.size() - 1);
    double start = seconds(time.minus(range), values.firstKey());
    double end = seconds(values.lastKey(), time);
    if (counter && sum > 0 && first >= 0) {
      start = Math.min(start, sampled * (first / sum));
    }
    double whole = sampled;
    whole += start < between * 1.1 ? start : between / 2;
    whole += end < between * 1.1 ? end : between / 2;
    return sum * whole / sampled;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private Query aggregation(String word) {
    List<String> by = new ArrayList<>();
    if (has("by")) {
      expect("(");
      while (!has(")")) {
        by.add(tokens.get(next++));
        has(",");
      }
    }
    expect("(");
    Query inner = conjunction();
    expect(")");
    return (time, scrapes) -> {
      Map<Map<String, String>, Double> all = new HashMap<>();
      inner
          .at(time, scrapes)
          .forEach(
              (labels, value) -> {
                Map<String, String> kept = new TreeMap<>(labels);
                kept.keySet().retainAll(by);
                if (kept.size() < by.size()) {
                  throw new IllegalArgumentException(labels + " lack one of " + by);
                }
                all.merge(
                    kept,
                    value,
                    switch (word) {
                      case "sum" -> Double::sum;
                      case "max" -> (a, b) -> a.isNaN() || b > a ? b : a;
                      default -> (a, b) -> a.isNaN() || b < a ? b : a;
                    });
              });
      return all;
    };
  }

  private Query quantile() {
    double wanted = Double.parseDouble(tokens.get(next++));
    expect(",");
    Query buckets = conjunction();
    return (time, scrapes) -> {
      Map<Map<String, String>, TreeMap<Double, Double>> histograms = new HashMap<>();
      buckets
          .at(time, scrapes)
          .forEach(
              (labels, count) -> {
                Map<String, String> rest = new TreeMap<>(labels);
                String le = rest.remove("le");
                histograms
                    .computeIfAbsent(rest, any -> new TreeMap<>())
                    .put(
                        le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le),
                        count);
              });
      Map<Map<String, String>, Double> all = new HashMap<>();
      histograms.forEach((labels, histogram) -> all.put(labels, quantile(wanted, histogram)));
      return all;
    };
  }

  private static double quantile(double wanted, TreeMap<Double, Double> histogram) {
    double rank = wanted * histogram.lastEntry().getValue();
    double lower = 0;
    double below = 0;
    for (var bucket : histogram.entrySet()) {
      if (bucket.getValue() >= rank && rank > 0) {
        return bucket.getKey().isInfinite()
            ? lower
            : lower + (bucket.getKey() - lower) * (rank - below) / (bucket.getValue() - below);
      }
      lower = bucket.getKey();
      below = bucket.getValue();
    }
    return Double.NaN;
  }

  private Selector selector(String name) {
    Map<String, Pattern> matchers = new HashMap<>();
    if (has("{")) {
      while (!has("}")) {
        String label = tokens.get(next++);
        boolean pattern = peek().equals("=~");
        if (!pattern && !peek().equals("=")) {
          throw new IllegalArgumentException("Unknown: " + peek());
        }
        next++;
        String value = tokens.get(next++);
        String plain = value.substring(1, value.length() - 1);
        matchers.put(label, Pattern.compile(pattern ? plain : Pattern.quote(plain)));
        has(",");
      }
    }
    return new Selector(name, matchers);
  }

  /** Which series are meant. */
  record Selector(String name, Map<String, Pattern> matchers) {

    private static final Duration STALE = Duration.ofMinutes(5);

    boolean fits(Map<String, String> labels) {
      return matchers.entrySet().stream()
          .allMatch(one -> one.getValue().matcher(labels.getOrDefault(one.getKey(), "")).matches());
    }

    Map<Map<String, String>, Double> latest(Instant time, Scrapes scrapes) {
      Map<Map<String, String>, Double> all = new HashMap<>();
      scrapes
          .of(this)
          .forEach(
              (labels, values) -> {
                var last = values.floorEntry(time);
                if (last != null && last.getKey().isAfter(time.minus(STALE))) {
                  all.put(labels, last.getValue());
                }
              });
      return all;
    }
  }
}
