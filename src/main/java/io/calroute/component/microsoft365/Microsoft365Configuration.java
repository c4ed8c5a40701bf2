package io.calroute.component.microsoft365;

import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/** The options of one {@code microsoft365} endpoint. */
@UriParams
public class Microsoft365Configuration {

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

  public Microsoft365ApiName getApiName() {
    return apiName;
  }

  public void setApiName(Microsoft365ApiName apiName) {
    this.apiName = apiName;
  }

  public String getMethodName() {
    return methodName;
  }

  public void setMethodName(String methodName) {
    this.methodName = methodName;
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public String getEventId() {
    return eventId;
  }

  public void setEventId(String eventId) {
    this.eventId = eventId;
  }

  public String getMeetingId() {
    return meetingId;
  }

  public void setMeetingId(String meetingId) {
    this.meetingId = meetingId;
  }

  public String getIfMatch() {
    return ifMatch;
  }

  public void setIfMatch(String ifMatch) {
    this.ifMatch = ifMatch;
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter;
  }

  public String getExpand() {
    return expand;
  }

  public void setExpand(String expand) {
    this.expand = expand;
  }

  public Integer getTop() {
    return top;
  }

  public void setTop(Integer top) {
    this.top = top;
  }
}
