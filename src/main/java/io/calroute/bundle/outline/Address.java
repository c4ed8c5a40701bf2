package io.calroute.bundle.outline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an endpoint leads. Camel takes {@code direct:acme} and {@code direct} with the parameter
 * {@code name: acme}, and Kaoto turns the first into the second; here both are the first.
 */
final class Address {

  private static final String SERVICES = "META-INF/services/org/apache/camel/component/";
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What follows the scheme, such as {@code templateId/routeId}; empty for unknown schemes. */
  private static final Map<String, String> SYNTAX = new ConcurrentHashMap<>();

  private Address() {}

  /**
   * The address without what is no part of the path.
   *
   * @return such as {@code direct:receive-acme}; null when there is none
   */
  static String of(JsonNode endpoint) {
    String uri = endpoint.isTextual() ? endpoint.textValue() : endpoint.path("uri").textValue();
    if (uri == null) {
      return null;
    }
    String bare = uri.split("\\?", 2)[0];
    return bare.indexOf(':') < 0 ? withPath(bare, endpoint.path("parameters")) : bare;
  }

  private static String withPath(String scheme, JsonNode parameters) {
    String syntax = syntax(scheme);
    StringBuilder path = new StringBuilder();
    int from = 0;
    Matcher word = WORD.matcher(syntax);
    while (word.find() && parameters.has(word.group())) {
      path.append(syntax, from, word.start()).append(parameters.path(word.group()).asText());
      from = word.end();
    }
    return path.isEmpty() ? scheme : scheme + ":" + path;
  }

  private static String syntax(String scheme) {
    return SYNTAX.computeIfAbsent(scheme, Address::read);
  }

  /** As the component describes itself, beside its class. */
  private static String read(String scheme) {
    ClassLoader loader = Address.class.getClassLoader();
    try (InputStream service = loader.getResourceAsStream(SERVICES + scheme)) {
      if (service == null) {
        return "";
      }
      Properties component = new Properties();
      component.load(service);
      String type = component.getProperty("class", "").strip();
      String room = type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
      try (InputStream description =
          loader.getResourceAsStream("META-INF/" + room + scheme + ".json")) {
        String syntax =
            description == null
                ? ""
                : JSON.readTree(description).at("/component/syntax").asText("");
        return syntax.substring(syntax.indexOf(':') + 1);
      }
    } catch (IOException damaged) {
      throw new UncheckedIOException("A component's description can't be read", damaged);
    }
  }
}
