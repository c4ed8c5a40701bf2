package io.calroute.destination.microsoft365;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.component.microsoft365.Microsoft365Component;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class Microsoft365WiringTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-12-01T10:00:00Z"), ZoneOffset.UTC);

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class))
          .withUserConfiguration(Microsoft365Wiring.class);

  private static Microsoft365Component component(CamelContext camel) {
    return camel.getComponent("microsoft365", Microsoft365Component.class);
  }

  @Test
  void configuresTheComponent() {
    application
        .withBean(Clock.class, () -> CLOCK)
        .withPropertyValues(
            "calroute.microsoft365.graph-url=http://localhost:9",
            "calroute.microsoft365.token-url=http://localhost:9/token",
            "calroute.microsoft365.tenant-id=t",
            "calroute.microsoft365.client-id=c",
            "calroute.microsoft365.client-secret=s",
            "calroute.microsoft365.response-timeout=7s")
        .run(
            context -> {
              assertThat(context).hasBean("office365Events").hasBean("microsoft365Answers");
              Microsoft365Component component = component(context.getBean(CamelContext.class));
              assertThat(component.getGraphUrl()).isEqualTo("http://localhost:9");
              assertThat(component.getTokenUrl()).isEqualTo("http://localhost:9/token");
              assertThat(component.getTenantId()).isEqualTo("t");
              assertThat(component.getClientId()).isEqualTo("c");
              assertThat(component.getClientSecret()).isEqualTo("s");
              assertThat(component.getConnectTimeout()).isEqualTo(3_000);
              assertThat(component.getResponseTimeout()).isEqualTo(7_000);
              assertThat(component.getClock()).isSameAs(CLOCK);
              assertThat(context.getBean(Microsoft365Properties.class).toString())
                  .doesNotContain("s]");
            });
  }

  @Test
  void leavesItsComponentAloneWhenAnotherContextTriesRoutesOut() {
    application.run(
        context -> {
          CamelContext camel = context.getBean(CamelContext.class);
          CamelContext trial = new DefaultCamelContext(camel.getRegistry());
          trial.start();
          assertThat(component(trial)).isNotSameAs(component(camel));
          trial.stop();
          assertThat(component(camel).getCamelContext()).isSameAs(camel);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "graph-url=graph.microsoft.com",
        "graph-url=https://graph.microsoft.com/v1.0",
        "token-url=login",
        "tenant-id=t",
        "connect-timeout=0s",
        "response-timeout=-1s",
      })
  void refusesWhatCannotWork(String setting) {
    application
        .withPropertyValues("calroute.microsoft365." + setting)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageStartingWith("calroute.microsoft365."));
  }
}
