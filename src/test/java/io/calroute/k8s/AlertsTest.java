package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.k8s.PrometheusRule.Alert;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code k8s/monitoring/alerts.yaml}. */
class AlertsTest {

  private static final Pattern METRIC = Pattern.compile("(calroute_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=~?)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\) \\(.*?(calroute_\\w+)");
  private static final Pattern CALL = Pattern.compile("GET (/api/[a-z]+)");

  /** Metrics have an underscore in their names; of the functions in use, one has, too. */
  private static final Pattern FOREIGN =
      Pattern.compile("\\b(?!calroute_|histogram_quantile\\b)[a-z]+_[a-z_]+");

  private final ExposedMetrics exposed = new ExposedMetrics();
  private final List<Alert> alerts =
      Manifests.only(Manifests.rendered(Manifests.PRODUCTION), PrometheusRule.class)
          .getSpec()
          .groups()
          .stream()
          .flatMap(group -> group.rules().stream())
          .toList();

  @TestFactory
  Stream<DynamicTest> everyMetricIsOneThatCalrouteHas() {
    return alerts.stream()
        .map(
            alert ->
                DynamicTest.dynamicTest(alert.alert(), () -> assertMetricsExist(alert.expr())));
  }

  private void assertMetricsExist(String expression) {
    METRIC
        .matcher(expression)
        .results()
        .forEach(
            metric -> {
              List<Map<String, String>> samples = exposed.of(metric.group(1));
              assertThat(samples).as(metric.group(1)).isNotEmpty();
              if (metric.group(2) != null) {
                MATCHER
                    .matcher(metric.group(2))
                    .results()
                    .forEach(matcher -> assertThat(samples).anyMatch(one -> fits(one, matcher)));
              }
            });
    GROUPING
        .matcher(expression)
        .results()
        .forEach(
            grouping ->
                assertThat(exposed.of(grouping.group(2)).get(0))
                    .containsKeys(grouping.group(1).split(", ")));
    assertThat(expression).doesNotContainPattern(FOREIGN);
  }

  private static boolean fits(Map<String, String> labels, MatchResult matcher) {
    String value = labels.get(matcher.group(1));
    return value != null
        && (matcher.group(2).equals("=")
            ? value.equals(matcher.group(3))
            : value.matches(matcher.group(3)));
  }

  @Test
  void theTableOfTheDocumentationHasEveryMetric() throws IOException {
    String documented = Files.readString(Path.of("docs/operations-api.md"));

    for (Alert alert : alerts) {
      METRIC
          .matcher(alert.expr())
          .results()
          .map(metric -> metric.group(1).replaceFirst("_bucket$", ""))
          .forEach(metric -> assertThat(documented).contains("`" + metric + "`"));
    }
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatToDo() throws IOException {
    String documented = Files.readString(Path.of("docs/operations-api.md"));

    assertThat(alerts)
        .isNotEmpty()
        .allSatisfy(
            alert -> {
              assertThat(alert.alert()).matches("Calroute[A-Z]\\w+");
              assertThat(alert.labels()).containsOnlyKeys("severity");
              assertThat(alert.labels().get("severity")).isIn("warning", "critical");
              assertThat(alert.annotations()).containsOnlyKeys("summary", "description");
              Matcher call = CALL.matcher(alert.annotations().get("description"));
              while (call.find()) {
                assertThat(documented).contains("## `" + call.group());
              }
            });
    assertThat(alerts.stream().map(Alert::alert).collect(Collectors.toSet())).hasSameSizeAs(alerts);
  }

  @Test
  void whatIsScaledByIsOneOfThem() {
    String metric =
        Manifests.only(Manifests.rendered(Manifests.PRODUCTION), HorizontalPodAutoscaler.class)
            .getSpec()
            .getMetrics()
            .get(0)
            .getExternal()
            .getMetric()
            .getName();

    assertThat(exposed.of(metric)).isNotEmpty();
  }

  @Test
  void labelsInTextsAreThoseThatAreLeftBySums() {
    for (Alert alert : alerts) {
      Pattern.compile("\\$labels\\.(\\w+)")
          .matcher(alert.annotations().get("summary"))
          .results()
          .forEach(
              label -> assertThat(alert.expr()).matches(".*by \\([^)]*" + label.group(1) + ".*"));
    }
  }
}
