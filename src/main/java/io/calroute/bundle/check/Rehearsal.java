package io.calroute.bundle.check;

import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.contract.Contracts;
import io.calroute.bundle.contract.RehearsalContext;
import io.calroute.bundle.contract.SimulatedOutside;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.YamlDocument;
import io.calroute.bundle.outline.FileOutline;
import io.calroute.bundle.outline.RouteOutline;
import io.calroute.callback.CallbackComponent;
import io.calroute.callback.connection.IncompleteConnection;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.door.IntakeGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.RouteStartupOrder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.util.ObjectHelper;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.ClassUtils;

/**
 * Tries routes out in a Camel context of their own: everything is built as it would be, every
 * endpoint and every bean is looked up, and those routes that Calroute relies on are given what
 * they will be given. The beans are those of the application, the components are made anew, so that
 * ending the rehearsal ends nothing that is in use.
 */
public final class Rehearsal {

  /** More than anybody wants to read at once. */
  private static final int PROBLEMS_TOLD = 10;

  private static final String NO_ROUTE = "";

  /** Where Camel's loader says that it stumbled. */
  private static final Pattern LINE = Pattern.compile("\\byaml, line (\\d+), column");

  /** What Camel says of a kamelet. */
  private static final Pattern TEMPLATE = Pattern.compile("from template: ([\\w-]+)");

  /** Options that an endpoint does not have. */
  private static final Pattern CULPRIT = Pattern.compile("Unknown parameters=\\[\\{(\\w+)=");

  /** A value that an option with certain values does not have. */
  private static final Pattern WORD = Pattern.compile("No enum constant ([\\w.$]+)\\.(\\w+)");

  /** Who would log each rehearsal as if Camel had started, or had failed to, with a stack trace. */
  private static final String ANNOUNCER = "org.apache.camel.impl.engine.AbstractCamelContext";

  private final BeanRepository beans;
  private final Duration limit;
  private final LoggingSystem logging;
  private final LogLevel announced;

  public Rehearsal(BeanRepository beans) {
    this(beans, Duration.ofSeconds(10));
  }

  Rehearsal(BeanRepository beans, Duration limit) {
    this.limit = limit;
    this.beans = beans;
    this.logging = LoggingSystem.get(Rehearsal.class.getClassLoader());
    LoggerConfiguration usual = logging.getLoggerConfiguration(ANNOUNCER);
    this.announced = usual == null ? null : usual.getConfiguredLevel();
  }

  /**
   * Tries out all routes of a bundle.
   *
   * @return its problems; a route that cannot be built does not hide those of the others
   * @throws IncompleteConnection when a connection could accept no callback
   */
  List<BundleProblem> run(
      Bundle bundle,
      Map<String, FileOutline> outlines,
      Configuration configuration,
      Contracts contracts) {
    logging.setLogLevel(ANNOUNCER, LogLevel.OFF);
    try {
      return problems(bundle, outlines, configuration, contracts);
    } finally {
      logging.setLogLevel(ANNOUNCER, announced);
    }
  }

  private List<BundleProblem> problems(
      Bundle bundle,
      Map<String, FileOutline> outlines,
      Configuration configuration,
      Contracts contracts) {
    List<BundleProblem> problems = new ArrayList<>();
    Set<String> leftOut = new HashSet<>();
    boolean again = true;
    while (again && problems.size() < PROBLEMS_TOLD) {
      List<BundleProblem> broken = new ArrayList<>();
      Failure failure = attempt(bundle, leftOut, configuration, contracts, broken);
      problems.addAll(broken);
      if (failure != null) {
        problems.add(failure.in(outlines));
      }
      again = failure != null && failure.isIn(outlines) && leftOut.add(failure.route());
    }
    return problems;
  }

  private Failure attempt(
      Bundle bundle,
      Set<String> leftOut,
      Configuration configuration,
      Contracts contracts,
      List<BundleProblem> broken) {
    String file = null;
    LiveConnections connections = new LiveConnections(configuration.connections());
    BeanRepository inside =
        new Inside(beans, new FrontDoor(connections, new IntakeGate(Duration.ZERO)));
    try (ScratchContext scratch =
        new ScratchContext("rehearsal", inside, configuration.environment())) {
      scratch.getExecutorServiceManager().setThreadPoolFactory(new OneThread());
      scratch.setShutdownStrategy(new AtOnce(scratch));
      SimulatedOutside outside = new SimulatedOutside(connections);
      outside.around(scratch);
      scratch.getComponent("callback", CallbackComponent.class).rehearse(connections);
      for (String directory : List.of(Bundle.KAMELETS, Bundle.ROUTES)) {
        for (String name : bundle.names(directory)) {
          file = name;
          scratch.load(name, bundle.text(name));
        }
      }
      file = null;
      Model model = scratch.getCamelContextExtension().getContextPlugin(Model.class);
      for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
        if (leftOut.contains(route.getRouteId())) {
          model.removeRouteDefinition(route);
        }
      }
      scratch.start();
      if (leftOut.isEmpty()) {
        broken.addAll(
            contracts.broken(
                new RehearsalContext(scratch, outside, scratch.createProducerTemplate(), limit)));
      }
      return null;
    } catch (Exception | LinkageError e) {
      IncompleteConnection incomplete = ObjectHelper.getException(IncompleteConnection.class, e);
      if (incomplete != null) {
        // No fault of the files: what it says is what has to be set.
        throw incomplete;
      }
      return new Failure(file, route(e), e);
    }
  }

  private static String route(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailedToCreateRouteException created && created.getRouteId() != null) {
        return created.getRouteId();
      }
      if (cause instanceof FailedToStartRouteException started && started.getRouteId() != null) {
        return started.getRouteId();
      }
    }
    return NO_ROUTE;
  }

  /**
   * What went wrong.
   *
   * @param file that could not be loaded; null when all could
   * @param route that could not be built; empty when it is not known
   */
  private record Failure(String file, String route, Throwable cause) {

    BundleProblem in(Map<String, FileOutline> outlines) {
      for (FileOutline outline : outlines.values()) {
        for (RouteOutline one : outline.routes()) {
          if (route.equals(one.id())) {
            int line = line(outline.document(), one.line(), one.lastLine());
            return new BundleProblem(one.file(), line, reason());
          }
        }
      }
      String culprit = file == null ? kamelet() : file;
      if (culprit != null && outlines.containsKey(culprit)) {
        int line = line(outlines.get(culprit).document(), 1, Integer.MAX_VALUE);
        return new BundleProblem(culprit, line, reason());
      }
      Optional<BundleProblem> written = word().flatMap(word -> where(word, outlines));
      return written.orElse(
          new BundleProblem(culprit == null ? Bundle.ROUTES : culprit, 0, reason()));
    }

    /** The first place where a word is written, routes before kamelets. */
    private Optional<BundleProblem> where(String word, Map<String, FileOutline> outlines) {
      return outlines.values().stream()
          .map(FileOutline::document)
          .sorted(Comparator.comparing(YamlDocument::file, Comparator.reverseOrder()))
          .filter(document -> document.wordLine(word, 1, Integer.MAX_VALUE) > 0)
          .map(
              document ->
                  new BundleProblem(
                      document.file(), document.wordLine(word, 1, Integer.MAX_VALUE), reason()))
          .findFirst();
    }

    /** Whether the route is one of the files; those that kamelets become are not. */
    boolean isIn(Map<String, FileOutline> outlines) {
      return outlines.values().stream()
          .flatMap(outline -> outline.routes().stream())
          .anyMatch(one -> route.equals(one.id()));
    }

    /** Name of the kamelet that a route could not be made of; null when it was none. */
    private String kamelet() {
      return said(TEMPLATE)
          .map(template -> Bundle.KAMELETS + template.group(1) + Bundle.KAMELET_SUFFIX)
          .orElse(null);
    }

    /** The word that is none of an option's; Camel takes it in capitals. */
    private Optional<String> word() {
      return said(WORD).map(found -> written(found.group(2)));
    }

    private Optional<MatchResult> said(Pattern words) {
      return causes()
          .flatMap(one -> words.matcher(String.valueOf(one.getMessage())).results())
          .findFirst();
    }

    private Stream<Throwable> causes() {
      return Stream.iterate(cause, Objects::nonNull, Throwable::getCause);
    }

    /** As routes write a constant. */
    private static String written(String constant) {
      return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The words that an option takes, when its type can be found. */
    private static Optional<String> words(String type) {
      String name = type;
      while (!ClassUtils.isPresent(name, null)) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
          return Optional.empty();
        }
        name = name.substring(0, dot) + '$' + name.substring(dot + 1);
      }
      Object[] constants = ClassUtils.resolveClassName(name, null).getEnumConstants();
      return constants == null
          ? Optional.empty()
          : Optional.of(
              Stream.of(constants)
                  .map(one -> written(((Enum<?>) one).name()))
                  .collect(Collectors.joining(", ")));
    }

    /** Inner messages quote what is wrong, outer ones whole routes. */
    private int line(YamlDocument document, int first, int last) {
      List<String> messages = new ArrayList<>();
      causes().forEach(one -> messages.add(0, String.valueOf(one.getMessage())));
      for (String message : messages) {
        Matcher named = LINE.matcher(message);
        if (named.find()) {
          return Integer.parseInt(named.group(1));
        }
        Matcher culprit = CULPRIT.matcher(message);
        int line =
            culprit.find()
                ? document.wordLine(culprit.group(1), first, last)
                : document.quotedLine(message, first, last);
        if (line > 0) {
          return line;
        }
      }
      return first;
    }

    /** The innermost message says what is wrong; those around it quote whole routes. */
    private String reason() {
      Throwable innermost = RehearsalContext.cause(cause);
      if (innermost.getMessage() == null) {
        return innermost.getClass().getSimpleName();
      }
      String said = innermost.getMessage();
      return said(WORD)
          .flatMap(
              found ->
                  words(found.group(1))
                      .map(words -> "'" + written(found.group(2)) + "' is none of " + words))
          .orElse(said);
    }
  }

  /** Nothing that is under way has to be let end. */
  private static final class AtOnce extends DefaultShutdownStrategy {
    AtOnce(CamelContext context) {
      super(context);
    }

    @Override
    public void shutdown(CamelContext context, List<RouteStartupOrder> routes) {}
  }

  /** No second thread, so that what a route does is done when it has ended. */
  private static final class OneThread extends DefaultThreadPoolFactory {
    @Override
    public ExecutorService newCachedThreadPool(ThreadFactory threads) {
      return new SynchronousExecutorService();
    }

    @Override
    public ExecutorService newThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
      return new SynchronousExecutorService();
    }
  }

  /**
   * The application's beans, with a front door of its own. A component that is a bean would be
   * started, and stopped, with the rehearsal.
   */
  private record Inside(BeanRepository beans, FrontDoor door) implements BeanRepository {
    @Override
    public Object lookupByName(String name) {
      Object bean = allowed(beans.lookupByName(name));
      return bean instanceof FrontDoor ? door : bean;
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
      T bean = allowed(beans.lookupByNameAndType(name, type));
      return bean instanceof FrontDoor ? type.cast(door) : bean;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
      return isForeign(type) ? Map.of() : beans.findByTypeWithName(type);
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
      return isForeign(type) ? Set.of() : beans.findByType(type);
    }

    private static <T> T allowed(T bean) {
      return bean instanceof org.apache.camel.Component || bean instanceof CamelContext
          ? null
          : bean;
    }

    private static boolean isForeign(Class<?> type) {
      return org.apache.camel.Component.class.isAssignableFrom(type)
          || CamelContext.class.isAssignableFrom(type);
    }
  }
}
