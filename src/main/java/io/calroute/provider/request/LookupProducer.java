package io.calroute.provider.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.component.mapping.JsonBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultProducer;

/** Puts what ids stand for beside what needs them. */
final class LookupProducer extends DefaultProducer {

  private static final int IDS_AT_ONCE = 50;

  private final ProviderEndpoint endpoint;
  private final KnownObjects known;
  private ProducerTemplate routes;

  LookupProducer(ProviderEndpoint endpoint, KnownObjects known) {
    super(endpoint);
    this.endpoint = endpoint;
    this.known = known;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    routes = endpoint.getCamelContext().createProducerTemplate();
  }

  @Override
  protected void doStop() throws Exception {
    routes.stop();
    super.doStop();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    JsonNode body = JsonBody.of(exchange);
    if (!body.path("needs").isObject()) {
      return;
    }
    ProviderRequest request = exchange.getProperty(ProviderRequest.PROPERTY, ProviderRequest.class);
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> need : body.path("needs").properties()) {
      all.set(need.getKey(), objects(request, need.getKey(), need.getValue()));
    }
    ObjectNode with = ((ObjectNode) body).deepCopy();
    with.set("known", all);
    exchange.getMessage().setBody(with);
  }

  private ObjectNode objects(ProviderRequest request, String kind, JsonNode wanted)
      throws Exception {
    Set<String> ids = new LinkedHashSet<>();
    wanted.forEach(id -> ids.add(id.asText()));
    Map<String, JsonNode> found = known.find(request.provider(), request.connection(), kind, ids);
    List<String> missing = new ArrayList<>(ids);
    missing.removeAll(found.keySet());
    int step = endpoint.getAtOnce() > 0 ? endpoint.getAtOnce() : IDS_AT_ONCE;
    for (int i = 0; i < missing.size(); i += step) {
      ObjectNode asked = ask(request, kind, missing.subList(i, Math.min(i + step, missing.size())));
      known.keep(
          request.provider(),
          request.connection(),
          kind,
          asked,
          Duration.ofSeconds(endpoint.getLifetime()));
      asked.properties().forEach(one -> found.put(one.getKey(), one.getValue()));
    }
    ObjectNode objects = JsonNodeFactory.instance.objectNode();
    found.forEach(objects::set);
    return objects;
  }

  private ObjectNode ask(ProviderRequest request, String kind, List<String> ids) throws Exception {
    ObjectNode question = JsonNodeFactory.instance.objectNode();
    question.put("do", "lookup");
    question.set("connection", request.body().path("connection"));
    question.put("kind", kind);
    ids.forEach(question.putArray("ids")::add);
    ProviderRequest lookup =
        new ProviderRequest(request.provider(), request.connection(), question, request.patient());
    Exchange answer =
        routes.request(
            endpoint.getRoute(),
            inner -> {
              inner.setProperty(ProviderRequest.PROPERTY, lookup);
              inner.getMessage().setBody(question);
            });
    if (answer.getException() != null) {
      throw answer.getException();
    }
    return answer.getMessage().getBody(JsonNode.class).path("objects") instanceof ObjectNode objects
        ? objects
        : JsonNodeFactory.instance.objectNode();
  }
}
