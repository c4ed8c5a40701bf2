package io.calroute.component.mapping;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code mapping}: JSON in, JSON out, by a mapping that is named. */
@Component("mapping")
public class MappingComponent extends DefaultComponent {

  private Transformation transformation;

  /** A component without mappings: it can try out routes. */
  public MappingComponent() {}

  /** Lets it apply mappings. */
  public void transformBy(Transformation mappings) {
    this.transformation = mappings;
  }

  Transformation transformation() {
    return transformation;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    MappingEndpoint endpoint = new MappingEndpoint(uri, this, remaining);
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
