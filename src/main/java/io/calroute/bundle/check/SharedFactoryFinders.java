package io.calroute.bundle.check;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.impl.engine.DefaultFactoryFinder;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.FactoryFinder;
import org.apache.camel.spi.FactoryFinderResolver;

/**
 * Finds components and languages for one rehearsal after the other. Each Camel context would look
 * through every jar again for each of them. Safe for concurrent use.
 */
final class SharedFactoryFinders implements FactoryFinderResolver {

  /** The one of a context would keep that context in memory. */
  private final ClassResolver lasting = new DefaultClassResolver();

  private final Map<String, FactoryFinder> finders = new ConcurrentHashMap<>();

  @Override
  public FactoryFinder resolveFactoryFinder(ClassResolver classes, String path) {
    return finders.computeIfAbsent(path, one -> new Lasting(lasting, one));
  }

  @Override
  public FactoryFinder resolveBootstrapFactoryFinder(ClassResolver classes, String path) {
    return resolveFactoryFinder(classes, path);
  }

  private static final class Lasting extends DefaultFactoryFinder {

    Lasting(ClassResolver classes, String path) {
      super(classes, path);
    }

    /** Contexts that end ask for it. */
    @Override
    public void clear() {}
  }
}
