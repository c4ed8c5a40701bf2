package io.calroute.component.microsoft365;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What can be called, and how Microsoft Graph v1.0 wants it: HTTP method, path below {@code
 * /users/{user}} and whether the exchange's body goes along.
 */
enum Microsoft365Method {
  EVENTS_CREATE(Microsoft365ApiName.events, "create", "POST", Item.NONE, "", true),
  EVENTS_UPDATE(Microsoft365ApiName.events, "update", "PATCH", Item.EVENT, "", true),
  EVENTS_DELETE(Microsoft365ApiName.events, "delete", "DELETE", Item.EVENT, "", false),
  EVENTS_GET(Microsoft365ApiName.events, "get", "GET", Item.EVENT, "", false),
  EVENTS_LIST(Microsoft365ApiName.events, "list", "GET", Item.NONE, "", false),
  MEETINGS_CREATE_OR_GET(
      Microsoft365ApiName.onlineMeetings, "createOrGet", "POST", Item.NONE, "createOrGet", true),
  MEETINGS_UPDATE(Microsoft365ApiName.onlineMeetings, "update", "PATCH", Item.MEETING, "", true),
  MEETINGS_DELETE(Microsoft365ApiName.onlineMeetings, "delete", "DELETE", Item.MEETING, "", false),
  MEETINGS_GET(Microsoft365ApiName.onlineMeetings, "get", "GET", Item.MEETING, "", false);

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
  private final String action;
  private final boolean withBody;

  Microsoft365Method(
      Microsoft365ApiName apiName,
      String methodName,
      String httpMethod,
      Item item,
      String action,
      boolean withBody) {
    this.apiName = apiName;
    this.methodName = methodName;
    this.httpMethod = httpMethod;
    this.item = item;
    this.action = action;
    this.withBody = withBody;
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
    return action;
  }

  boolean withBody() {
    return withBody;
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
