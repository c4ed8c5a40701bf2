package io.calroute.bundle.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route goes away and comes back while others send to it. */
class LiveDirectComponentTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final DefaultCamelContext camel = new DefaultCamelContext();
  private ProducerTemplate template;

  @BeforeEach
  void start() throws Exception {
    camel.disableJMX();
    camel.addComponent("direct", new LiveDirectComponent());
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:caller").to("direct:called");
          }
        });
    answerWith("old");
    camel.start();
    template = camel.createProducerTemplate();
  }

  @AfterEach
  void stop() throws IOException {
    camel.close();
  }

  private void answerWith(String word) throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:called").routeId("called").setBody(constant(word)).to("log:called");
          }
        });
  }

  private void takeAway() throws Exception {
    camel.getRouteController().stopRoute("called");
    camel.removeRoute("called");
  }

  private CompletableFuture<String> call() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                answer.complete(template.requestBody("direct:caller", "", String.class));
              } catch (RuntimeException wrong) {
                answer.completeExceptionally(wrong);
              }
            });
    caller.start();
    await()
        .atMost(SOON)
        .until(() -> answer.isDone() || caller.getState() == Thread.State.TIMED_WAITING);
    return answer;
  }

  @Test
  void nobodyReachesTheRouteThatIsGoneWhileOthersWaitForTheNewOne() throws Exception {
    assertThat(call().join()).isEqualTo("old");
    takeAway();

    CompletableFuture<String> first = call();
    CompletableFuture<String> second = call();
    answerWith("new");

    assertThat(first.join()).isEqualTo("new");
    assertThat(second.join()).isEqualTo("new");
  }

  @Test
  void optionsOfDirectStillCount() throws Exception {
    takeAway();

    assertThat(
            template.request("direct:called?block=false", exchange -> {}).getException().toString())
        .contains("No consumers available");
    assertThat(
            template
                .request("direct:called?block=false&failIfNoConsumers=false", exchange -> {})
                .getException())
        .isNull();
  }

  @Test
  void aMessageThatGoesRoundIsStopped() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:round").process(any -> turns.incrementAndGet()).to("direct:round");
          }
        });

    assertThat(template.request("direct:round", exchange -> {}).getException())
        .hasMessageContaining("it goes round");
    assertThat(turns).hasValue(100);
  }

  @Test
  void aMessageThatMakesAnotherOneEachTimeItGoesRoundIsStopped() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    CompletableFuture<Integer> stopped = new CompletableFuture<>();
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            onException(IllegalStateException.class).process(any -> stopped.complete(turns.get()));
            from("direct:tapped").process(any -> turns.incrementAndGet()).wireTap("direct:tapped");
          }
        });

    template.request("direct:tapped", exchange -> {});
    await().atMost(SOON).until(stopped::isDone);
    assertThat(stopped.join()).isEqualTo(100);
  }

  @Test
  void aMessageMayGoThroughAnyNumberOfRoutesOneAfterTheOther() throws Exception {
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:loop").loop(1000).to("direct:called").end();
          }
        });

    assertThat(template.requestBody("direct:loop", "", String.class)).isEqualTo("old");
  }
}
