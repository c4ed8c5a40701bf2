package io.calroute.operations.status;

import io.calroute.callback.kafka.Topic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/** How the topic is that callbacks come in by. Never waits. Safe for concurrent use. */
@Component
public final class KafkaMetrics implements MeterBinder {

  private final Topic topic;

  public KafkaMetrics(Topic topic) {
    this.topic = topic;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("calroute.kafka.reachable", topic, now -> now.state().isReachable() ? 1 : 0)
        .description("Whether a broker tells of the topic that callbacks come in by")
        .register(registry);
    Gauge.builder(
            "calroute.kafka.waiting",
            topic,
            now -> now.state().waiting() == null ? Double.NaN : now.state().waiting())
        .description("Records of the topic that are not in the journal yet")
        .register(registry);
    count(registry, "kept", Topic.Taken::kept);
    count(registry, "unsound", Topic.Taken::unsound);
    count(registry, "nameless", Topic.Taken::nameless);
  }

  private void count(MeterRegistry registry, String result, ToLongFunction<Topic.Taken> count) {
    FunctionCounter.builder("calroute.kafka.records", topic, now -> count.applyAsLong(now.taken()))
        .description("Records of the topic that this process has taken")
        .tag("result", result)
        .register(registry);
  }
}
