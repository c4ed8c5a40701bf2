package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.sandbox.graph.event.GraphEvent;
import io.calroute.sandbox.provider.Mail;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The messages that Exchange sends to guests, which nothing can suppress (reference "Create event",
 * "Update event").
 */
public final class GuestMails {

  /** Members that are the organizer's own business; a change of nothing else sends no mail. */
  private static final Set<String> PRIVATE =
      Set.of("categories", "showAs", "isReminderOn", "reminderMinutesBeforeStart", "sensitivity");

  private final Clock clock;
  private final List<Mail> mails = new ArrayList<>();

  public GuestMails(Clock clock) {
    this.clock = clock;
  }

  public List<Mail> mails() {
    return List.copyOf(mails);
  }

  public void created(Mailbox mailbox, GraphEvent event) {
    send(Mail.Kind.INVITATION, mailbox, event, guests(event.content));
  }

  public void cancelled(Mailbox mailbox, GraphEvent event) {
    send(Mail.Kind.CANCELLATION, mailbox, event, guests(event.content));
  }

  /** When nothing but the guests has changed, only those who come or go hear of it. */
  public void changed(Mailbox mailbox, GraphEvent event, ObjectNode before) {
    Set<String> were = guests(before);
    Set<String> are = guests(event.content);
    send(Mail.Kind.CANCELLATION, mailbox, event, minus(were, are));
    send(Mail.Kind.INVITATION, mailbox, event, minus(are, were));
    if (!shared(before).equals(shared(event.content))) {
      send(Mail.Kind.UPDATE, mailbox, event, minus(are, minus(are, were)));
    }
  }

  private static Set<String> minus(Set<String> all, Set<String> without) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(without);
    return rest;
  }

  private static ObjectNode shared(ObjectNode content) {
    ObjectNode shared = content.deepCopy();
    shared.remove(PRIVATE);
    shared.remove("attendees");
    return shared;
  }

  private static Set<String> guests(ObjectNode content) {
    Set<String> guests = new TreeSet<>();
    for (JsonNode guest : content.path("attendees")) {
      guests.add(guest.path("emailAddress").path("address").asText());
    }
    return guests;
  }

  private void send(Mail.Kind kind, Mailbox mailbox, GraphEvent event, Set<String> guests) {
    if (!event.organizer.equals(mailbox.address)) {
      return;
    }
    String subject = event.content.path("subject").asText("");
    for (String guest : guests) {
      mails.add(
          new Mail(kind, mailbox.address, event.immutableId, guest, subject, clock.instant()));
    }
  }
}
