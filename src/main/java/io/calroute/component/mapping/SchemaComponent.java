package io.calroute.component.mapping;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code schema}: JSON in, the same JSON out when it fits its schema. */
@Component("schema")
public class SchemaComponent extends DefaultComponent {

  private Validation validation;

  /** A component without schemas: it can try out routes. */
  public SchemaComponent() {}

  /** Lets it check documents. */
  public void checkBy(Validation schemas) {
    this.validation = schemas;
  }

  Validation validation() {
    return validation;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SchemaEndpoint endpoint = new SchemaEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
