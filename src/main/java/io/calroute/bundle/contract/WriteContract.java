package io.calroute.bundle.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.destination.Answer;
import io.calroute.destination.Call;
import io.calroute.destination.Call.Operation;
import io.calroute.destination.Failure;
import io.calroute.destination.Marker;
import io.calroute.destination.Target;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;

/** A route {@code write-<target>} makes one request of each call, the right one, and answers it. */
record WriteContract(RehearsalContext context, Target target) implements RehearsalContext.Contract {

  static final String ROUTE = "direct:write-";

  private static final String CALENDAR = "rehearsal@example.org";
  private static final String ETAG = "\"rehearsed\"";
  private static final String TITLE = "A rehearsal of routes";
  private static final Marker MARKER = new Marker("rehearsal/default/1", 1, "1-rehearsal");

  @Override
  public void meet() throws Broken {
    for (Operation operation : operations()) {
      context.outside().refusing = false;
      Answer answer = answer(operation);
      if (!isDone(operation, answer)) {
        throw new Broken(
            context.failed(), "answers " + operation + " with " + said(answer) + wanted(operation));
      }
    }
    context.outside().refusing = true;
    if (!(answer(Operation.GET) instanceof Answer.Refused refused)
        || refused.failure().kind() != Failure.Kind.MISSING) {
      throw new Broken(
          context.last(), "does not answer with the refusal when there is no such event");
    }
  }

  /** In the order in which an event meets them; nobody searches for online meetings. */
  private List<Operation> operations() {
    return target == Target.TEAMS
        ? List.of(Operation.CREATE, Operation.UPDATE, Operation.GET, Operation.DELETE)
        : List.of(Operation.values());
  }

  private Answer answer(Operation operation) throws Broken {
    Exchange exchange =
        context.send(
            context.camel().getEndpoint(ROUTE + target.key()),
            one -> one.getMessage().setBody(call(operation)));
    if (exchange.getException() != null) {
      throw new Broken(
          context.failed(),
          "breaks off at %s with %s; what goes wrong is to be an Answer, too"
              .formatted(operation, RehearsalContext.said(exchange.getException())));
    }
    one(operation, exchange);
    if (exchange.getMessage().getBody() instanceof Answer answer) {
      return answer;
    }
    Object body = exchange.getMessage().getBody();
    throw new Broken(
        context.last(),
        "gives %s for %s, and an Answer is expected"
            .formatted(body == null ? "nothing" : body.getClass().getSimpleName(), operation));
  }

  /** Sent twice, a request would do twice what is to be done once. */
  private void one(Operation operation, Exchange exchange) throws Broken {
    List<SimulatedOutside.Request> requests = context.outside().requests;
    if (requests.size() == 1) {
      right(operation, requests.get(0));
      return;
    }
    NamedNode at = requests.isEmpty() ? context.failedStep() : second(requests);
    String why =
        exchange.getMessage().getBody() instanceof Answer.Refused refused
            ? " (" + refused.failure().message() + ")"
            : "";
    throw new Broken(
        at,
        "sends %d requests to %s for %s%s, and exactly one is expected"
            .formatted(requests.size(), target.account(), operation, why));
  }

  private static NamedNode second(List<SimulatedOutside.Request> requests) {
    SimulatedOutside.Trail first = requests.get(0).by();
    SimulatedOutside.Trail second = requests.get(1).by();
    return first.inner() == second.inner() ? second.step() : second.inner();
  }

  private void right(Operation operation, SimulatedOutside.Request request) throws Broken {
    Call call = call(operation);
    boolean right =
        request.account().equals(target.account())
            && request.method().equals(method(operation))
            && request.url().contains(call.calendar())
            && (call.eventId() == null || (request.url() + request.body()).contains(call.eventId()))
            && (call.etag() == null || call.etag().equals(request.etag()))
            && (call.content() == null || request.body().contains(TITLE) || asks(call, request));
    if (!right) {
      throw new Broken(
          request.by().step(),
          String.format(
              "makes of %s the request %s %s to %s; expected is one %s to %s with the call's"
                  + " calendar, event, ETag and content",
              operation,
              request.method(),
              request.url(),
              request.account(),
              method(operation),
              target.account()));
    }
  }

  /** Whether a request names the first day of the window that the call is about. */
  private static boolean asks(Call call, SimulatedOutside.Request request) {
    return call.operation() == Operation.WINDOW
        && request.url().contains(call.content().path("from").textValue().substring(0, 10));
  }

  private static String method(Operation operation) {
    return switch (operation) {
      case CREATE -> "POST";
      case UPDATE -> "PATCH";
      case DELETE -> "DELETE";
      case GET, FIND, LIST, WINDOW -> "GET";
    };
  }

  private boolean isDone(Operation operation, Answer answer) {
    return switch (operation) {
      case DELETE -> answer instanceof Answer.Removed;
      case FIND, LIST, WINDOW ->
          answer instanceof Answer.Found found
              && found.standings().size() == 1
              && MARKER.equals(found.standings().get(0).marker());
      default ->
          answer instanceof Answer.Stands stands
              && stands.standing().id().equals(SimulatedOutside.EVENT);
    };
  }

  private static String wanted(Operation operation) {
    return switch (operation) {
      case DELETE -> ", and Removed is expected";
      case FIND, LIST, WINDOW -> ", and Found with the event is expected";
      default -> ", and Stands with the event is expected";
    };
  }

  private static String said(Answer answer) {
    return answer instanceof Answer.Refused refused
        ? refused.failure().code() + " (" + refused.failure().message() + ")"
        : answer.getClass().getSimpleName();
  }

  private Call call(Operation operation) {
    boolean writes = operation == Operation.CREATE || operation == Operation.UPDATE;
    boolean changes = operation == Operation.UPDATE || operation == Operation.DELETE;
    boolean made = operation == Operation.CREATE && target != Target.GOOGLE;
    boolean searches = Set.of(Operation.FIND, Operation.LIST, Operation.WINDOW).contains(operation);
    return new Call(
        target,
        operation,
        CALENDAR,
        made || searches ? null : SimulatedOutside.EVENT,
        changes && target != Target.TEAMS ? ETAG : null,
        writes ? content() : operation == Operation.WINDOW ? window() : null,
        MARKER);
  }

  private static JsonNode window() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("from", "2036-01-01T10:00:00Z")
        .put("to", "2036-01-01T11:00:00Z");
  }

  private static JsonNode content() {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    // Each target has a name of its own for the title.
    content.put("summary", TITLE).put("subject", TITLE).put("externalId", "rehearsal");
    content.putObject("start").put("dateTime", "2036-01-01T10:00:00Z").put("timeZone", "UTC");
    content.putObject("end").put("dateTime", "2036-01-01T11:00:00Z").put("timeZone", "UTC");
    return content;
  }
}
