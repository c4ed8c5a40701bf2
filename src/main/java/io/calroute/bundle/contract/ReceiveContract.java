package io.calroute.bundle.contract;

import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.door.FrontDoor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;

/**
 * A route {@code receive-<provider>} lets nobody in without proof, and ends when the callback is
 * kept as it came, once.
 */
record ReceiveContract(
    RehearsalContext context,
    RouteDefinition route,
    String provider,
    Connections connections,
    UnaryOperator<String> files)
    implements RehearsalContext.Contract {

  static final String ROUTE = "direct:receive-";

  private static final List<String> AUTHENTICATE =
      List.of("kamelet:authenticate-callback-action", "callback:authenticate");
  private static final List<String> ACCEPT =
      List.of("kamelet:accept-callback-action", "callback:accept");
  private static final List<String> IGNORE =
      List.of("kamelet:ignore-callback-action", "callback:ignore");

  private static final String BODY = "{\"rehearsal\":true}";

  @Override
  public void meet() throws Broken {
    lookAtBranches();
    Exchange exchange = context.send(context.camel().getEndpoint(ROUTE + provider), this::fill);
    if (context.outside().asked && context.outside().kept.isEmpty()) {
      // Whether the callback is kept may depend on what was asked.
      return;
    }
    if (exchange.getException() != null) {
      throw new Broken(
          context.failed(), "breaks off with " + RehearsalContext.said(exchange.getException()));
    }
    check(context.outside().kept);
    lookAtProof();
  }

  /** What the provider is known to send must be let in, and nothing that another secret proves. */
  private void lookAtProof() throws Broken {
    String file = ProvenCallback.file(provider);
    String text = files.apply(file);
    if (text == null) {
      return;
    }
    ProvenCallback proven = ProvenCallback.of(file, text);
    Exchange exchange = send(proven, proven.secret());
    if (context.outside().asked && context.outside().kept.isEmpty()) {
      return;
    }
    if (context.outside().kept.isEmpty()) {
      throw new Broken(
          context.failed(),
          "does not take the callback in %s, which proves itself as the provider does%s"
                  .formatted(
                      file,
                      exchange.getException() == null
                          ? ""
                          : ": " + RehearsalContext.said(exchange.getException()))
              + "; correct the scheme, header, algorithm, prefix or encoding, or that file with it"
              + " when the provider has changed");
    }
    send(proven, "not " + proven.secret() + ":");
    if (!context.outside().kept.isEmpty()) {
      throw new Broken(
          context.last(),
          "takes the callback in " + file + " from somebody who has another secret");
    }
  }

  private Exchange send(ProvenCallback proven, String secret) throws Broken {
    Connection only = new Connection(null, secret, null, null, null, null);
    Connections tried = new Connections(Map.of(provider, Map.of(connection(), only)));
    Exchange[] sent = new Exchange[1];
    context
        .outside()
        .proving(
            tried,
            () ->
                sent[0] =
                    context.send(
                        context.camel().getEndpoint(ROUTE + provider),
                        exchange -> {
                          fill(exchange);
                          proven.into(exchange);
                        }));
    return sent[0];
  }

  private void check(List<SimulatedOutside.Kept> kept) throws Broken {
    if (kept.isEmpty()) {
      throw new Broken(
          context.last(), "ends, and the callback is not kept; expected is " + ACCEPT.get(0));
    }
    if (kept.size() > 1) {
      throw new Broken(kept.get(1).by().step(), "keeps the callback once more; once is expected");
    }
    SimulatedOutside.Kept only = kept.get(0);
    if (!provider.equals(only.provider())) {
      throw new Broken(
          only.by().step(),
          "keeps a callback that has proven %s; expected is a proof of %s by %s"
              .formatted(
                  only.provider() == null ? "nothing" : "to come from " + only.provider(),
                  provider,
                  AUTHENTICATE.get(0)));
    }
    if (!Arrays.equals(BODY.getBytes(StandardCharsets.UTF_8), only.body())) {
      throw new Broken(
          only.by().step(),
          "keeps something else than what came; a step before has changed the body");
    }
  }

  private void fill(Exchange exchange) {
    exchange.setProperty(FrontDoor.PROVIDER, provider);
    exchange.setProperty(FrontDoor.CONNECTION, connection());
    exchange.getMessage().setBody(BODY.getBytes(StandardCharsets.UTF_8));
  }

  private String connection() {
    return connections.of(provider).keySet().stream().sorted().findFirst().orElse("default");
  }

  /** What a rehearsal may not come by. */
  private void lookAtBranches() throws Broken {
    List<ProcessorDefinition<?>> own = route.getOutputs();
    int proof = 0;
    while (proof < own.size() && !leads(own.get(proof), AUTHENTICATE)) {
      proof++;
    }
    int last = own.size() - 1;
    while (last > proof && steps(own.get(last)).noneMatch(step -> leads(step, ACCEPT))) {
      last--;
    }
    if (last <= proof) {
      throw new Broken(
          null,
          "must go through %s, as a step of its own, then %s; one is missing or too early"
              .formatted(AUTHENTICATE.get(0), ACCEPT.get(0)));
    }
    for (int i = 0; i < last; i++) {
      for (ProcessorDefinition<?> step : steps(own.get(i)).toList()) {
        if (i < proof && (leads(step, ACCEPT) || leads(step, IGNORE))) {
          throw new Broken(
              step, "may ignore or accept a callback only after " + AUTHENTICATE.get(0));
        }
        if (step instanceof StopDefinition) {
          throw new Broken(
              step,
              String.format(
                  "stops before %s, which would drop callbacks that nobody keeps; use %s with a"
                      + " reason instead, which ends the route",
                  ACCEPT.get(0), IGNORE.get(0)));
        }
      }
    }
  }

  private static Stream<ProcessorDefinition<?>> steps(ProcessorDefinition<?> step) {
    return Stream.concat(
        Stream.of(step),
        ProcessorDefinitionHelper.filterTypeInOutputs(step.getOutputs(), ProcessorDefinition.class)
            .stream()
            .map(one -> (ProcessorDefinition<?>) one));
  }

  private static boolean leads(NamedNode step, List<String> places) {
    return step instanceof EndpointRequiredDefinition to
        && places.contains(String.valueOf(to.getEndpointUri()).split("\\?", 2)[0]);
  }
}
