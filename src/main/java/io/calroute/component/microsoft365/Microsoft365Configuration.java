package io.calroute.component.microsoft365;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options of one {@code microsoft365} endpoint. */
@UriParams
public class Microsoft365Configuration implements Cloneable {

  @UriPath(description = "What kind of resource to work with")
  @Metadata(required = true)
  private Microsoft365ApiName apiName;

  @UriPath(description = "What to do with it", enums = "create,update,delete,get,list,createOrGet")
  @Metadata(required = true)
  private String methodName;

  @UriParam(
      description =
          "User principal name or object id of the mailbox or meeting organizer. Online meetings"
              + " need the object id.")
  private String user;

  @UriParam(description = "Id of the event; ids are case-sensitive")
  private String eventId;

  @UriParam(description = "Id of the online meeting")
  private String meetingId;

  @UriParam(
      description =
          "ETag that the resource must still have for update and delete to take effect; sent as"
              + " If-Match")
  private String ifMatch;

  @UriParam(description = "OData $filter of events/list, unencoded")
  private String filter;

  @UriParam(description = "OData $expand of events/get and events/list, unencoded")
  private String expand;

  @UriParam(description = "Entries per page of events/list; all pages are read whatever it is")
  private Integer top;

  /**
   * A copy with the same options.
   *
   * @return the copy
   */
  public Microsoft365Configuration copy() {
    try {
      return (Microsoft365Configuration) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new RuntimeCamelException(impossible);
    }
  }

  /** The kind of resource; null when unset. */
  public Microsoft365ApiName getApiName() {
    return apiName;
  }

  /** Sets the kind of resource. */
  public void setApiName(Microsoft365ApiName apiName) {
    this.apiName = apiName;
  }

  /** The what to do; null when unset. */
  public String getMethodName() {
    return methodName;
  }

  /** Sets the what to do. */
  public void setMethodName(String methodName) {
    this.methodName = methodName;
  }

  /** The mailbox or organizer; null when unset. */
  public String getUser() {
    return user;
  }

  /** Sets the mailbox or organizer. */
  public void setUser(String user) {
    this.user = user;
  }

  /** The id of the event; null when unset. */
  public String getEventId() {
    return eventId;
  }

  /** Sets the id of the event. */
  public void setEventId(String eventId) {
    this.eventId = eventId;
  }

  /** The id of the online meeting; null when unset. */
  public String getMeetingId() {
    return meetingId;
  }

  /** Sets the id of the online meeting. */
  public void setMeetingId(String meetingId) {
    this.meetingId = meetingId;
  }

  /** The version that must still stand; null when unset. */
  public String getIfMatch() {
    return ifMatch;
  }

  /** Sets the version that must still stand. */
  public void setIfMatch(String ifMatch) {
    this.ifMatch = ifMatch;
  }

  /** The OData filter; null when unset. */
  public String getFilter() {
    return filter;
  }

  /** Sets the OData filter. */
  public void setFilter(String filter) {
    this.filter = filter;
  }

  /** The OData expand; null when unset. */
  public String getExpand() {
    return expand;
  }

  /** Sets the OData expand. */
  public void setExpand(String expand) {
    this.expand = expand;
  }

  /** The entries per page; null when unset. */
  public Integer getTop() {
    return top;
  }

  /** Sets the entries per page. */
  public void setTop(Integer top) {
    this.top = top;
  }
}
