package io.calroute.k8s;

import io.calroute.callback.kafka.Topic;
import io.calroute.destination.Target;
import io.calroute.operations.status.IntakeMetrics;
import io.calroute.operations.status.KafkaMetrics;
import io.calroute.operations.status.StatusMetrics;
import io.calroute.operations.status.SyncMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What {@code /actuator/prometheus} shows of Calroute once each kind of thing has happened. */
final class ExposedMetrics {

  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? \\S+");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z]+)=\"([^\"]*)\"");

  private final Map<String, List<Map<String, String>>> samples = new HashMap<>();

  ExposedMetrics() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // Names and labels are there without a store, which nobody connects to here; only values are
    // not.
    new StatusMetrics(() -> null, System::nanoTime).bindTo(registry);
    Topic unused =
        new Topic(
            false,
            "topic",
            Properties::new,
            new DriverManagerDataSource(),
            null,
            () -> {},
            Clock.systemUTC());
    new KafkaMetrics(unused).bindTo(registry);
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(MeterRegistry.class, () -> registry);
      context.registerBean(
          JdbcTemplate.class, () -> new JdbcTemplate(new DriverManagerDataSource()));
      context.registerBean(Clock.class, Clock::systemUTC);
      context.register(IntakeMetrics.class, SyncMetrics.class);
      context.refresh();
      for (int status : new int[] {200, 202, 401, 503}) {
        context.getBean(IntakeMetrics.class).answered("acme", status);
      }
      context.getBean(SyncMetrics.class).applied("acme", "failed");
      context.getBean(SyncMetrics.class).turned(Target.GOOGLE, Duration.ofMillis(1));
      registry.scrape().lines().filter(line -> !line.startsWith("#")).forEach(this::read);
    }
  }

  private void read(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalStateException("No sample: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    samples.computeIfAbsent(sample.group(1), name -> new ArrayList<>()).add(labels);
  }

  /** The labels of all samples of a metric; empty when there is none. */
  List<Map<String, String>> of(String metric) {
    return samples.getOrDefault(metric, List.of());
  }
}
