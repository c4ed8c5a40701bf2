package io.calroute.mapping;

import io.calroute.component.mapping.SchemaComponent;
import java.nio.file.Path;
import org.apache.camel.spi.ComponentCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room: {@code mappings} and {@code appointmentSchema}. */
@Configuration(proxyBeanMethods = false)
public class MappingConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(MappingConfiguration.class);

  /**
   * The mappings of the installation. What does not compile is logged and left out, so that one bad
   * file does not keep the callbacks of the other providers out.
   *
   * @param directory {@code calroute.mappings-dir}
   */
  @Bean
  Mappings mappings(@Value("${calroute.mappings-dir:./mappings}") String directory) {
    Mappings mappings = new Mappings(Path.of(directory));
    mappings.problems().forEach(problem -> LOG.error("Mapping not in use: {}", problem));
    return mappings;
  }

  /** The schema of the canonical appointment, from the same directory. */
  @Bean
  Schema appointmentSchema(@Value("${calroute.mappings-dir:./mappings}") String directory) {
    return new Schema(Path.of(directory).resolve(Schema.APPOINTMENT));
  }

  /** What {@code schema:} checks by in routes: the one schema that there is. */
  @Bean
  ComponentCustomizer schemaCustomizer(Schema appointmentSchema) {
    return ComponentCustomizer.forType(
        SchemaComponent.class,
        component ->
            component.checkBy(
                (name, document) ->
                    appointmentSchema.check(document).stream()
                        .map(SchemaProblem::toString)
                        .toList()));
  }
}
