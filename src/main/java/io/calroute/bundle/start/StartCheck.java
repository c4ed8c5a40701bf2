package io.calroute.bundle.start;

import io.calroute.bundle.check.FilesCheck;
import io.calroute.bundle.configuration.ConfigurationCheck;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Refuses a start whose configuration is wrong before anything is made: no database is begun and no
 * port is opened for it, and all that is wrong is told at once.
 */
public final class StartCheck implements BeanFactoryPostProcessor, EnvironmentAware {

  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

  private ConfigurableEnvironment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = (ConfigurableEnvironment) environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    try {
      Path routes = directory("routes");
      Path mappings = directory("mappings");
      List<BundleProblem> problems = new ArrayList<>(ConfigurationCheck.folders(routes, mappings));
      if (problems.isEmpty()) {
        problems.addAll(
            new FilesCheck(routes, directory("kamelets"), mappings, directory("config"))
                .unserved(environment));
      }
      problems.addAll(ConfigurationCheck.values(environment, beans));
      problems.addAll(ConfigurationCheck.missingFiles(environment, beans));
      refuse(problems);
      ConfigurationCheck.remarks(environment).forEach(remark -> LOG.warn("{}", remark));
    } catch (IOException unreadable) {
      refuse(
          List.of(
              new BundleProblem(
                  Path.of("").toAbsolutePath().toString(),
                  0,
                  "routes/, kamelets/, mappings/ and config/ can't be read: " + unreadable)));
    }
  }

  private Path directory(String name) {
    return Path.of(environment.getProperty("calroute." + name + "-dir", "./" + name));
  }

  private static void refuse(List<BundleProblem> problems) {
    if (!problems.isEmpty()) {
      throw new BundleRefused(problems.stream().distinct().sorted().toList());
    }
  }
}
