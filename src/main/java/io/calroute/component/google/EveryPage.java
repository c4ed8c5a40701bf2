package io.calroute.component.google;

import com.google.api.services.calendar.Calendar;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A request for a list of events that goes on to the last page. */
final class EveryPage extends Calendar.Events.List {

  private final Consumer<String> furtherPage;

  EveryPage(Calendar.Events events, String calendarId, Consumer<String> furtherPage) {
    events.super(calendarId);
    this.furtherPage = furtherPage;
  }

  @Override
  public Events execute() throws IOException {
    Events page = super.execute();
    List<Event> all = new ArrayList<>(items(page));
    Set<String> seen = new HashSet<>();
    while (page.getNextPageToken() != null) {
      if (!seen.add(page.getNextPageToken())) {
        throw new IOException("Google's pages run in a circle");
      }
      furtherPage.accept(getCalendarId());
      setPageToken(page.getNextPageToken());
      page = super.execute();
      all.addAll(items(page));
    }
    return page.setItems(all);
  }

  private static List<Event> items(Events page) {
    return page.getItems() == null ? List.of() : page.getItems();
  }
}
