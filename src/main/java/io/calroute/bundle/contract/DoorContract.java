package io.calroute.bundle.contract;

import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.door.CallbackAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/** The front door takes every callback, hands it to its provider's route, and answers the rest. */
record DoorContract(
    RehearsalContext context, Endpoint door, List<String> providers, Connections connections)
    implements RehearsalContext.Contract {

  static final String ROUTE = "platform-http:/callbacks";

  @Override
  public void meet() throws Broken {
    PlatformHttpEndpoint port = (PlatformHttpEndpoint) ((SimulatedOutside.Stub) door).real;
    String methods = port.getHttpMethodRestrict();
    if (!port.isMatchOnUriPrefix()
        || methods != null && !List.of(methods.split(",")).containsAll(List.of("POST", "PUT"))) {
      throw new Broken(
          null,
          "does not take every callback; expected are matchOnUriPrefix: true and"
              + " httpMethodRestrict: POST,PUT");
    }
    answers("/callbacks/~nobody/~at-all", 404, "whom no connection is configured for");
    for (String provider : providers) {
      Optional<String> connection = connections.of(provider).keySet().stream().sorted().findFirst();
      if (connection.isPresent()) {
        answers("/callbacks/" + provider + "/" + connection.get(), 202, "of " + provider);
      }
    }
  }

  private void answers(String path, int status, String whom) throws Broken {
    Exchange exchange =
        context.send(
            door,
            one -> {
              one.getMessage().setHeader(Exchange.HTTP_PATH, path);
              one.getMessage().setBody("{}".getBytes(StandardCharsets.UTF_8));
            });
    if (context.outside().asked) {
      return;
    }
    String said =
        exchange.getException() == null
            ? ""
            : RehearsalContext.said(exchange.getException()) + ", ";
    CallbackAnswer.complete(exchange);
    Object answered = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
    if (exchange.getException() != null || !Integer.valueOf(status).equals(answered)) {
      throw new Broken(
          context.failed(),
          "answers a callback %s with %s; expected is %d"
              .formatted(
                  whom,
                  said.isEmpty() ? answered : said + "which nobody turns into an answer",
                  status));
    }
  }
}
