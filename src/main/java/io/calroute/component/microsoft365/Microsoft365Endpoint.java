package io.calroute.component.microsoft365;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.support.DefaultEndpoint;

/** Work with events and online meetings of Microsoft 365, by Microsoft Graph. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "microsoft365",
    title = "Microsoft 365",
    syntax = "microsoft365:apiName/methodName",
    producerOnly = true,
    category = {Category.CLOUD, Category.API},
    headersClass = Microsoft365Constants.class)
public class Microsoft365Endpoint extends DefaultEndpoint {

  @UriParam private Microsoft365Configuration configuration;

  Microsoft365Endpoint(
      String uri, Microsoft365Component component, Microsoft365Configuration configuration) {
    super(uri, component);
    this.configuration = configuration;
  }

  @Override
  public Producer createProducer() {
    return new Microsoft365Producer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new UnsupportedOperationException("microsoft365 endpoints can only be sent to");
  }

  @Override
  public Microsoft365Component getComponent() {
    return (Microsoft365Component) super.getComponent();
  }

  public Microsoft365Configuration getConfiguration() {
    return configuration;
  }

  public void setConfiguration(Microsoft365Configuration configuration) {
    this.configuration = configuration;
  }
}
