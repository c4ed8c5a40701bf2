package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.k8s.PrometheusRule.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code k8s/monitoring/alerts.yaml}. */
class AlertsTest {

  private static final Pattern METRIC = Pattern.compile("calroute_[a-z_]+");
  private static final Pattern CALL = Pattern.compile("GET (/api/[a-z]+)");

  private final List<Alert> alerts =
      Manifests.only(Manifests.rendered(Manifests.PRODUCTION), PrometheusRule.class)
          .getSpec()
          .groups()
          .stream()
          .flatMap(group -> group.rules().stream())
          .toList();

  @Test
  void theTableOfTheDocumentationHasEveryMetric() throws IOException {
    String documented = Files.readString(Path.of("docs/operations-api.md"));

    for (Alert alert : alerts) {
      METRIC
          .matcher(alert.expr())
          .results()
          .map(metric -> metric.group().replaceFirst("_bucket$", ""))
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
              assertThat(alert.annotations())
                  .containsOnlyKeys("summary", "description", "runbook_url")
                  .containsEntry(
                      "runbook_url", "docs/alerts.md#" + alert.alert().toLowerCase(Locale.ROOT));
              Matcher call = CALL.matcher(alert.annotations().get("description"));
              while (call.find()) {
                assertThat(documented).contains("## `" + call.group());
              }
            });
    assertThat(alerts.stream().map(Alert::alert).collect(Collectors.toSet())).hasSameSizeAs(alerts);
  }

  @Test
  void everyAlertHasItsEntryInTheRunbookAndEveryEntryItsAlert() throws IOException {
    List<String> sections =
        Stream.of(Files.readString(Path.of("docs/alerts.md")).split("(?m)^## ")).skip(1).toList();

    assertThat(sections)
        .allSatisfy(section -> assertThat(section).contains("**It means**", "**You**"))
        .extracting(section -> section.lines().findFirst().orElseThrow())
        .containsExactlyElementsOf(alerts.stream().map(Alert::alert).toList());
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
