package io.calroute.component.mapping;

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

/** Transform a JSON document by a mapping in the mappings directory. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "mapping",
    title = "Mapping",
    syntax = "mapping:name",
    producerOnly = true,
    category = {Category.TRANSFORMATION})
public class MappingEndpoint extends DefaultEndpoint {

  @UriPath(description = "Name of the mapping: its file without .jslt.")
  @Metadata(required = true)
  private final String name;

  MappingEndpoint(String uri, MappingComponent component, String name) {
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
        Transformation transformation = ((MappingComponent) getComponent()).transformation();
        exchange.getMessage().setBody(transformation.apply(name, JsonBody.of(exchange), exchange));
      }
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new IllegalArgumentException("mapping: only transforms messages; use it with to");
  }
}
