package io.calroute.component.google;

import com.google.api.services.calendar.Calendar;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A client of Google Calendar whose lists of events are read to the last page; all else is what the
 * client does that it is made of. Thread-safe.
 */
public final class PagingCalendar extends Calendar {

  private final Calendar client;
  private final Consumer<String> furtherPage;

  /**
   * @param client what calls Google
   * @param furtherPage told the calendar's id before every page but the first is asked for, since
   *     Google charges each
   */
  public PagingCalendar(Calendar client, Consumer<String> furtherPage) {
    super(
        client.getRequestFactory().getTransport(),
        client.getJsonFactory(),
        client.getRequestFactory().getInitializer());
    this.client = client;
    this.furtherPage = furtherPage;
  }

  @Override
  public Calendar.Events events() {
    return new PagingEvents();
  }

  private final class PagingEvents extends Calendar.Events {
    PagingEvents() {
      client.super();
    }

    @Override
    public Calendar.Events.List list(String calendarId) throws IOException {
      Calendar.Events.List list = new EveryPage(this, calendarId, furtherPage);
      if (client.getGoogleClientRequestInitializer() != null) {
        client.getGoogleClientRequestInitializer().initialize(list);
      }
      return list;
    }
  }

  @Override
  public Acl acl() {
    return client.acl();
  }

  @Override
  public CalendarList calendarList() {
    return client.calendarList();
  }

  @Override
  public Calendars calendars() {
    return client.calendars();
  }

  @Override
  public Channels channels() {
    return client.channels();
  }

  @Override
  public Colors colors() {
    return client.colors();
  }

  @Override
  public Freebusy freebusy() {
    return client.freebusy();
  }

  @Override
  public Settings settings() {
    return client.settings();
  }
}
