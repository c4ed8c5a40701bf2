package io.calroute.bundle.check;

import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.FactoryFinderResolver;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.core.env.Environment;

/** A Camel context besides the one in use, for routes that are only tried out. */
final class ScratchContext extends DefaultCamelContext {

  private static final FactoryFinderResolver FINDERS = new SharedFactoryFinders();

  ScratchContext(String name, BeanRepository beans, Environment environment) {
    super(new DefaultRegistry(beans));
    getCamelContextExtension().setName(name);
    disableJMX();
    setStartupSummaryLevel(StartupSummaryLevel.Off);
    getPropertiesComponent().addPropertiesSource(new Inherited(environment));
    getComponent("kamelet", KameletComponent.class).setLocation("file:no-such-kamelet");
  }

  @Override
  protected FactoryFinderResolver createFactoryFinderResolver() {
    return FINDERS;
  }

  /** As in the application; set any sooner, it would take the place of what files say. */
  @Override
  public void start() {
    getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
    super.start();
  }

  /** Reads a file of routes or a kamelet. */
  void load(String name, String text) throws Exception {
    PluginHelper.getRoutesLoader(this).loadRoutes(ResourceHelper.fromString("file:" + name, text));
  }

  private record Inherited(Environment environment) implements PropertiesSource {
    @Override
    public String getName() {
      return "application";
    }

    @Override
    public String getProperty(String name) {
      return environment.getProperty(name);
    }
  }
}
