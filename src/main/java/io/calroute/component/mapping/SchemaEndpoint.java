package io.calroute.component.mapping;

import java.util.List;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** Refuse a JSON document that does not fit a schema in the mappings directory. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "schema",
    title = "Schema",
    syntax = "schema:name",
    producerOnly = true,
    category = {Category.TRANSFORMATION})
public class SchemaEndpoint extends DefaultEndpoint {

  @UriPath(description = "Name of the schema: its file without .schema.json.")
  @Metadata(required = true)
  private final String name;

  SchemaEndpoint(String uri, SchemaComponent component, String name) {
    super(uri, component);
    this.name = name;
  }

  public String getName() {
    return name;
  }

  @Override
  public Producer createProducer() {
    return new DefaultProducer(this) {
      @Override
      public void process(Exchange exchange) throws Exception {
        Validation validation = ((SchemaComponent) getComponent()).validation();
        List<String> problems = validation.check(name, JsonBody.of(exchange));
        if (!problems.isEmpty()) {
          throw new SchemaViolation(problems.get(0));
        }
      }
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new IllegalArgumentException("schema: only checks messages; use it with to");
  }
}
