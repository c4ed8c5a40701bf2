package io.calroute.sandbox;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.type.classreading.ConcurrentReferenceCachingMetadataReaderFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/**
 * Lets all starts of a process share what the first one has read of the annotations of classes.
 * Spring would look for each class in hundreds of jars again, which is a tenth of a start.
 */
public final class ReadOnce
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

  /** Where Spring Boot keeps it, for one start. */
  private static final String NAME =
      "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory";

  private static final MetadataReaderFactory READ =
      new ConcurrentReferenceCachingMetadataReaderFactory(ReadOnce.class.getClassLoader());

  /** After Spring Boot has put in its own. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    context.addBeanFactoryPostProcessor((BeanDefinitionRegistryPostProcessor) ReadOnce::takePlace);
  }

  private static void takePlace(BeanDefinitionRegistry registry) {
    registry.removeBeanDefinition(NAME);
    registry.registerBeanDefinition(
        NAME,
        BeanDefinitionBuilder.rootBeanDefinition(MetadataReaderFactory.class, () -> READ)
            .getBeanDefinition());
  }
}
