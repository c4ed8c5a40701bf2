package io.calroute.bundle.contract;

import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.outline.RouteOutline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.NamedNode;
import org.apache.camel.ProducerTemplate;

/**
 * Routes that run, with nothing around them.
 *
 * @param outside what is there instead of the world
 * @param limit how long one message may take
 */
public record RehearsalContext(
    CamelContext camel, SimulatedOutside outside, ProducerTemplate sender, Duration limit) {

  /** A route that does not do what Calroute relies on. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient NamedNode at;

    Broken(NamedNode at, String message) {
      super(message, null, false, false);
      this.at = at;
    }
  }

  @FunctionalInterface
  interface Contract {
    void meet() throws Broken;
  }

  /** Where a route does not meet its contract; empty when it does. */
  static List<BundleProblem> check(RouteOutline route, Contract contract) {
    try {
      contract.meet();
      return List.of();
    } catch (Broken broken) {
      NamedNode at = broken.at;
      String location = at == null ? null : at.getLocation();
      boolean known = location != null && location.startsWith("file:") && at.getLineNumber() > 0;
      String file = known ? location.substring("file:".length()) : route.file();
      // It breaks in a kamelet, and either of them may have been edited.
      boolean elsewhere = !file.equals(route.file());
      return List.of(
          new BundleProblem(
              file,
              known ? at.getLineNumber() : route.line(),
              "The route %s%s%s%s"
                  .formatted(
                      route.id(),
                      elsewhere ? " in " + route.file() + ":" + route.line() : "",
                      at == null ? " " : ", at the step " + at.getId() + ", ",
                      broken.getMessage())));
    }
  }

  /** Sends a message through a route. */
  Exchange send(Endpoint endpoint, Consumer<Exchange> filled) throws Broken {
    outside.begin();
    Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
    filled.accept(exchange);
    CompletableFuture<Exchange> ended = new CompletableFuture<>();
    Thread thread = new Thread(() -> ended.complete(sender.send(endpoint, exchange)), "rehearsal");
    thread.setDaemon(true);
    thread.start();
    try {
      return ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      outside.over = true;
      thread.interrupt();
      throw new Broken(outside.at.inner(), "takes longer than " + limit.toSeconds() + " seconds");
    } catch (InterruptedException stopped) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new Broken(null, "could not be rehearsed to its end");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Where the first step failed; where the message came last when none did. */
  NamedNode failed() {
    return outside.fault == null ? last() : outside.fault.inner();
  }

  /** The step of the route in which it failed, whatever failed inside. */
  NamedNode failedStep() {
    return outside.fault == null ? last() : outside.fault.step();
  }

  NamedNode last() {
    return outside.at.step();
  }

  /** What went wrong, without what wrapped it. */
  public static Throwable cause(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    return innermost;
  }

  static String said(Throwable failure) {
    Throwable cause = cause(failure);
    return cause.getClass().getSimpleName()
        + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
  }
}
