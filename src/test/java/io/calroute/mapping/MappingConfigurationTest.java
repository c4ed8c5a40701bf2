package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class MappingConfigurationTest {
  private final ApplicationContextRunner spring =
      new ApplicationContextRunner().withUserConfiguration(MappingConfiguration.class);

  @Test
  void givesTheMappingsAndTheSchemaOfTheWorkingDirectory() {
    spring.run(
        context -> {
          assertThat(context.getBean("mappings", Mappings.class).names())
              .containsAll(HouseMappings.EVENTS);
          assertThat(context).hasBean("appointmentSchema");
        });
  }

  @Test
  void doesNotStartWithoutTheSchema(@TempDir Path empty) {
    spring
        .withPropertyValues("calroute.mappings-dir=" + empty)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining(Schema.APPOINTMENT));
  }
}
