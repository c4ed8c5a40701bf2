package io.calroute.component.microsoft365;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.component.microsoft365.http.GraphClient;
import io.calroute.component.microsoft365.http.Percent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Turns an exchange into a request to Graph, and the answer into the exchange's body. */
public class Microsoft365Producer extends DefaultProducer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Microsoft365Method usual;

  Microsoft365Producer(Microsoft365Endpoint endpoint) {
    super(endpoint);
    Microsoft365Configuration configuration = endpoint.getConfiguration();
    this.usual = Microsoft365Method.of(configuration.getApiName(), configuration.getMethodName());
  }

  @Override
  public Microsoft365Endpoint getEndpoint() {
    return (Microsoft365Endpoint) super.getEndpoint();
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    GraphClient client = getEndpoint().getComponent().client();
    Microsoft365Method method = method(message);
    GraphClient.Request request = request(method, message);
    GraphClient.Reply reply = method.paged() ? client.callAllPages(request) : client.call(request);
    message.setBody(reply.body());
    message.setHeader(Microsoft365Constants.STATUS, reply.status());
  }

  private Microsoft365Method method(Message message) {
    String named = message.getHeader(Microsoft365Constants.METHOD_NAME, String.class);
    return named == null
        ? usual
        : Microsoft365Method.of(getEndpoint().getConfiguration().getApiName(), named);
  }

  private GraphClient.Request request(Microsoft365Method method, Message message)
      throws IOException, InvalidPayloadException {
    Microsoft365Configuration options = getEndpoint().getConfiguration();
    return new GraphClient.Request(
        method.path(),
        method.httpMethod(),
        path(method, message, options) + query(method, message, options),
        option(message, Microsoft365Constants.IF_MATCH, options.getIfMatch()),
        method.withBody() ? body(message) : null);
  }

  private static String path(
      Microsoft365Method method, Message message, Microsoft365Configuration options) {
    StringBuilder path = new StringBuilder("/users/");
    path.append(
        Percent.segment("user", option(message, Microsoft365Constants.USER, options.getUser())));
    path.append('/').append(method.collection());
    if (method.item() == Microsoft365Method.Item.EVENT) {
      String id = option(message, Microsoft365Constants.EVENT_ID, options.getEventId());
      path.append('/').append(Percent.segment("eventId", id));
    } else if (method.item() == Microsoft365Method.Item.MEETING) {
      String id = option(message, Microsoft365Constants.MEETING_ID, options.getMeetingId());
      path.append('/').append(Percent.segment("meetingId", id));
    }
    if (!method.action().isEmpty()) {
      path.append('/').append(method.action());
    }
    return path.toString();
  }

  private static String query(
      Microsoft365Method method, Message message, Microsoft365Configuration options) {
    if (!method.httpMethod().equals("GET")) {
      return "";
    }
    List<String> query = new ArrayList<>();
    if (method.paged()) {
      add(query, "filter", option(message, Microsoft365Constants.FILTER, options.getFilter()));
      String top = options.getTop() == null ? null : options.getTop().toString();
      add(query, "top", option(message, Microsoft365Constants.TOP, top));
    }
    add(query, "expand", option(message, Microsoft365Constants.EXPAND, options.getExpand()));
    return query.isEmpty() ? "" : "?" + String.join("&", query);
  }

  private static void add(List<String> query, String name, String value) {
    if (value != null) {
      query.add("$" + name + "=" + Percent.encode(value));
    }
  }

  private static String option(Message message, String header, String configured) {
    String given = message.getHeader(header, String.class);
    return given == null ? configured : given;
  }

  /** Trees and maps are written with their nulls, which clear members; text goes as it is. */
  private static byte[] body(Message message) throws IOException, InvalidPayloadException {
    Object body = message.getBody();
    if (body instanceof JsonNode || body instanceof Map) {
      return JSON.writeValueAsBytes(body);
    }
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    return message.getMandatoryBody(byte[].class);
  }
}
