package io.calroute.component.microsoft365;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What can be called, and how Microsoft Graph v1.0 wants it: HTTP method, path below {@code
 * /users/{user}} and whether the exchange's body goes along.
 */
enum Microsoft365Method {
  EVENTS_CREATE(Microsoft365ApiName.events, "create", "POST", Item.NONE),
  EVENTS_UPDATE(Microsoft365ApiName.events, "update", "PATCH", Item.EVENT),
  EVENTS_DELETE(Microsoft365ApiName.events, "delete", "DELETE", Item.EVENT),
  EVENTS_GET(Microsoft365ApiName.events, "get", "GET", Item.EVENT),
  EVENTS_LIST(Microsoft365ApiName.events, "list", "GET", Item.NONE),
  MEETINGS_CREATE_OR_GET(Microsoft365ApiName.onlineMeetings, "createOrGet", "POST", Item.NONE),
  MEETINGS_UPDATE(Microsoft365ApiName.onlineMeetings, "update", "PATCH", Item.MEETING),
  MEETINGS_DELETE(Microsoft365ApiName.onlineMeetings, "delete", "DELETE", Item.MEETING),
  MEETINGS_GET(Microsoft365ApiName.onlineMeetings, "get", "GET", Item.MEETING);

  /** Which id the path needs after the collection. */
  enum Item {
    NONE,
    EVENT,
    MEETING
  }

  private final Microsoft365ApiName apiName;
  private final String methodName;
  private final String httpMethod;
  private final Item item;

  Microsoft365Method(Microsoft365ApiName apiName, String methodName, String httpMethod, Item item) {
    this.apiName = apiName;
    this.methodName = methodName;
    this.httpMethod = httpMethod;
    this.item = item;
  }

  /** As written in the URI, such as {@code events/create}. */
  String path() {
    return apiName + "/" + methodName;
  }

  String collection() {
    return apiName.name();
  }

  String httpMethod() {
    return httpMethod;
  }

  Item item() {
    return item;
  }

  /** The last path segment; empty for none. */
  String action() {
    return this == MEETINGS_CREATE_OR_GET ? methodName : "";
  }

  boolean withBody() {
    return httpMethod.equals("POST") || httpMethod.equals("PATCH");
  }

  boolean paged() {
    return this == EVENTS_LIST;
  }

  /**
   * The method that a URI names.
   *
   * @throws IllegalArgumentException when there is none, with those that there are
   */
  static Microsoft365Method of(Microsoft365ApiName apiName, String methodName) {
    for (Microsoft365Method method : values()) {
      if (method.apiName == apiName && method.methodName.equals(methodName)) {
        return method;
      }
    }
    throw new IllegalArgumentException(
        "No method " + apiName + "/" + methodName + "; use one of " + known());
  }

  static String known() {
    return Arrays.stream(values()).map(Microsoft365Method::path).collect(Collectors.joining(", "));
  }
}
