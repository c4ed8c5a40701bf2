package io.calroute.bundle.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.testing.http.MockHttpTransport;
import com.google.api.client.testing.http.MockLowLevelHttpRequest;
import com.google.api.client.testing.http.MockLowLevelHttpResponse;
import com.google.api.services.calendar.Calendar;
import io.calroute.bundle.contract.RehearsalContext.Broken;
import io.calroute.callback.CallbackEndpoint;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Receipt;
import io.calroute.component.google.SharedClient;
import io.calroute.component.microsoft365.Microsoft365Component;
import io.calroute.component.microsoft365.http.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.PollingConsumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.google.calendar.GoogleCalendarComponent;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.DelayDefinition;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.EventDrivenPollingConsumer;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * What is around routes while they are rehearsed, so that nothing leaves the process: targets
 * answer like one calendar with one event, callbacks are noted and not kept, and what else would
 * leave does nothing. Notes what the routes do. For one message at a time.
 */
public final class SimulatedOutside implements EndpointStrategy, InterceptStrategy {

  static final String EVENT = "rehearsal0event";

  /** What a step gets that asks somebody else. */
  private static final String UNKNOWN = "{}";

  /** Components that only compute; those of the targets call nobody but this. */
  private static final Set<String> INSIDE =
      Set.of("direct", "kamelet", "mapping", "schema", "google-calendar", "microsoft365");

  /** Components that leave the message as it is, here as there. */
  private static final Set<String> ONE_WAY =
      Set.of("log", "file", "kafka", "mock", "smtp", "smtps", "stub");

  /** Beans that only compute. */
  private static final List<String> COMPUTING =
      List.of("io.calroute.component.", "io.calroute.destination.", "io.calroute.callback.door.");

  private static final String TOKENS = "https://tokens.invalid/";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request to a target, and the steps that made it: of the route, and of the kamelet in it. */
  record Request(String account, String method, String url, String etag, String body, Trail by) {}

  /** The step of a route that a message has come to, and the one inside it, if it is a kamelet. */
  record Trail(NamedNode step, NamedNode inner) {}

  /** A callback that would have been kept. */
  record Kept(String provider, byte[] body, Trail by) {}

  private record Reply(int status, String body) {}

  final List<Request> requests = new ArrayList<>();
  final List<Kept> kept = new ArrayList<>();
  Trail at = new Trail(null, null);
  Trail fault;
  boolean asked;
  boolean refusing;
  volatile boolean over;
  private final LiveConnections connections;
  private boolean proving;
  private String proven;
  private ObjectNode standing = JSON.createObjectNode();

  /** The outside of routes. */
  public SimulatedOutside(LiveConnections connections) {
    this.connections = connections;
  }

  /** Something that is done while callbacks have to prove themselves. */
  @FunctionalInterface
  interface Asked {
    void run() throws Broken;
  }

  /** Lets callbacks in by their proof meanwhile, for other connections. */
  void proving(Connections others, Asked asked) throws Broken {
    Connections usual = connections.current();
    connections.replaceBy(others);
    proving = true;
    try {
      asked.run();
    } finally {
      proving = false;
      connections.replaceBy(usual);
    }
  }

  /** Forgets what messages before have done, but not the event. */
  void begin() {
    requests.clear();
    kept.clear();
    at = new Trail(null, null);
    fault = null;
    asked = false;
    proven = null;
  }

  /** Puts itself around a context that has no routes yet. */
  public void around(CamelContext context) {
    context.getCamelContextExtension().registerEndpointCallback(this);
    context.getCamelContextExtension().addInterceptStrategy(this);
    new SharedClient(
            new Calendar.Builder(new Google(), GsonFactory.getDefaultInstance(), null)
                .setApplicationName("rehearsal")
                .build())
        .into(context.getComponent("google-calendar", GoogleCalendarComponent.class));
    Microsoft365Component microsoft =
        context.getComponent("microsoft365", Microsoft365Component.class);
    microsoft.setTokenUrl(TOKENS);
    microsoft.setTenantId("none");
    microsoft.setClientId("none");
    microsoft.setClientSecret("none");
    microsoft.sendBy(
        new HttpExchange(
            HttpClients.custom()
                .addExecInterceptorFirst("outside", (request, scope, chain) -> answer(request))
                .build()));
  }

  private ClassicHttpResponse answer(ClassicHttpRequest request) throws IOException {
    try {
      String url = request.getUri().toString();
      Reply reply =
          url.startsWith(TOKENS)
              ? new Reply(200, "{\"access_token\":\"none\",\"expires_in\":3600}")
              : answer(
                  "microsoft365",
                  request.getMethod(),
                  url,
                  request.containsHeader("If-Match")
                      ? request.getFirstHeader("If-Match").getValue()
                      : null,
                  request.getEntity() == null ? "" : EntityUtils.toString(request.getEntity()));
      ClassicHttpResponse response = new BasicClassicHttpResponse(reply.status());
      response.setEntity(new StringEntity(reply.body(), ContentType.APPLICATION_JSON));
      return response;
    } catch (java.net.URISyntaxException | org.apache.hc.core5.http.ParseException wrong) {
      throw new IOException(wrong);
    }
  }

  private synchronized Reply answer(
      String account, String method, String url, String etag, String body) throws IOException {
    String decoded = URLDecoder.decode(url, StandardCharsets.UTF_8);
    requests.add(new Request(account, method, decoded, etag, body, at));
    if (refusing) {
      return new Reply(404, "{\"error\":{\"code\":404,\"message\":\"none\"}}");
    }
    if (method.equals("DELETE")) {
      return new Reply(204, "");
    }
    if (!method.equals("GET")) {
      standing = JSON.readTree(body) instanceof ObjectNode event ? event : JSON.createObjectNode();
      standing.put("id", EVENT);
    }
    JsonNode list =
        JSON.createObjectNode()
            .<ObjectNode>set("items", JSON.createArrayNode().add(standing))
            .set("value", JSON.createArrayNode().add(standing));
    boolean one = !method.equals("GET") || decoded.contains(EVENT);
    return new Reply(200, JSON.writeValueAsString(one ? standing : list));
  }

  /** A way to Google Calendar that leads to nobody. */
  private final class Google extends MockHttpTransport {
    @Override
    public LowLevelHttpRequest buildRequest(String method, String url) {
      return new MockLowLevelHttpRequest(url) {
        @Override
        public LowLevelHttpResponse execute() throws IOException {
          Reply reply =
              answer("google", method, url, getFirstHeaderValue("If-Match"), getContentAsString());
          return new MockLowLevelHttpResponse()
              .setStatusCode(reply.status())
              .setContentType("application/json")
              .setContent(reply.body());
        }
      };
    }
  }

  @Override
  public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
    String scheme = uri.split(":", 2)[0];
    return INSIDE.contains(scheme) ? endpoint : new Stub(uri, scheme, endpoint);
  }

  /** In place of an endpoint that leads out of the process, or into the journal. */
  final class Stub extends DefaultEndpoint {
    final Endpoint real;
    private final String scheme;
    private Consumer consumer;

    Stub(String uri, String scheme, Endpoint real) {
      super(uri, real.getComponent());
      this.scheme = scheme;
      this.real = real;
    }

    @Override
    public Producer createProducer() throws Exception {
      // Made all the same, since it may refuse its options.
      Producer unused = consumer == null ? real.createProducer() : null;
      return new DefaultProducer(this) {
        @Override
        public void process(Exchange exchange) throws Exception {
          if (consumer != null) {
            consumer.getProcessor().process(exchange);
          } else if (real instanceof CallbackEndpoint callback) {
            note(callback, unused, exchange);
          } else if (!ONE_WAY.contains(scheme)) {
            asked = true;
            exchange.getMessage().setBody(UNKNOWN);
          }
        }
      };
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
      real.createConsumer(processor);
      consumer = new DefaultConsumer(this, processor);
      return consumer;
    }

    @Override
    public PollingConsumer createPollingConsumer() {
      asked = true;
      return new EventDrivenPollingConsumer(this) {
        @Override
        public Exchange receive(long timeout) {
          return null;
        }

        @Override
        public Exchange receive() {
          return null;
        }
      };
    }
  }

  private void note(CallbackEndpoint step, Producer real, Exchange exchange) throws Exception {
    if (exchange.getProperty(Callback.PROPERTY) instanceof Callback) {
      real.process(exchange);
    } else if (step.getStep() == CallbackEndpoint.Step.AUTHENTICATE) {
      if (proving) {
        real.process(exchange);
      }
      proven = step.getProvider();
    } else if (step.getStep() != CallbackEndpoint.Step.CHECK) {
      kept.add(new Kept(proven, exchange.getMessage().getBody(byte[].class), at));
      exchange.setRouteStop(step.getStep() == CallbackEndpoint.Step.IGNORE);
      CallbackAnswer.kept(exchange, new Receipt(1, false), "accepted");
    }
  }

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor next) {
    return new DelegateAsyncProcessor(isQuiet(context, node) ? exchange -> {} : target) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback callback) {
        boolean ofRoute = String.valueOf(node.getLocation()).startsWith("file:routes/");
        Trail here = new Trail(ofRoute ? node : at.step(), node);
        at = here;
        if (over) {
          exchange.setException(new InterruptedException("The rehearsal is over"));
          exchange.setRouteStop(true);
          callback.done(true);
          return true;
        }
        return super.process(
            exchange,
            sync -> {
              if (exchange.getException() != null && fault == null) {
                fault = here;
              }
              callback.done(sync);
            });
      }
    };
  }

  /** A step that says something, takes its time, or calls what nobody here knows. */
  private boolean isQuiet(CamelContext context, NamedNode node) {
    if (node instanceof BeanDefinition bean) {
      return !isComputing(context, bean.getRef(), bean.getBeanType());
    }
    if (node instanceof ProcessDefinition process) {
      return !isComputing(context, process.getRef(), null);
    }
    return node instanceof LogDefinition || node instanceof DelayDefinition;
  }

  private static boolean isComputing(CamelContext context, String ref, String type) {
    Object bean = ref == null ? null : context.getRegistry().lookupByName(ref);
    String name = bean == null ? String.valueOf(type) : bean.getClass().getName();
    return COMPUTING.stream().anyMatch(name::startsWith);
  }
}
