package io.calroute.component.microsoft365;

import org.apache.camel.spi.Metadata;

/** Message headers of the {@code microsoft365} component; each overrules the option it names. */
public final class Microsoft365Constants {

  /** What every header of the component starts with; the option's name follows. */
  public static final String HEADER_PREFIX = "CamelMicrosoft365.";

  @Metadata(
      description = "What to do, for a message that is not to do what the endpoint says",
      javaType = "String")
  public static final String METHOD_NAME = "CamelMicrosoft365.methodName";

  @Metadata(
      description = "User principal name or object id of the mailbox or meeting organizer",
      javaType = "String")
  public static final String USER = "CamelMicrosoft365.user";

  @Metadata(description = "Id of the event", javaType = "String")
  public static final String EVENT_ID = "CamelMicrosoft365.eventId";

  @Metadata(description = "Id of the online meeting", javaType = "String")
  public static final String MEETING_ID = "CamelMicrosoft365.meetingId";

  @Metadata(
      description = "ETag that the resource must still have for the call to take effect",
      javaType = "String")
  public static final String IF_MATCH = "CamelMicrosoft365.ifMatch";

  @Metadata(description = "OData $filter of a list", javaType = "String")
  public static final String FILTER = "CamelMicrosoft365.filter";

  @Metadata(description = "OData $expand of what is read", javaType = "String")
  public static final String EXPAND = "CamelMicrosoft365.expand";

  @Metadata(description = "Entries per page of a list", javaType = "Integer")
  public static final String TOP = "CamelMicrosoft365.top";

  @Metadata(description = "HTTP status of Graph's (last) answer", javaType = "Integer")
  public static final String STATUS = "CamelMicrosoft365.status";

  private Microsoft365Constants() {}
}
