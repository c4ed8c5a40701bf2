package io.calroute.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.AppointmentStore;
import io.calroute.appointment.Status;
import io.calroute.destination.Failure;
import io.calroute.destination.Target;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.ReferenceStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * What hooks are to be told, as it happens. An event is kept in the transaction of the caller,
 * which makes the change that it tells of. What nobody listens to costs no statement. Safe for
 * concurrent use.
 */
@Component
@EnableConfigurationProperties(EventSettings.class)
public final class Events {

  /** Members of the canonical appointment that are about its client. */
  private static final List<String> OF_CLIENT = List.of("title", "client", "notes", "message");

  private final EventStore store;
  private final AppointmentStore appointments;
  private final ReferenceStore references;
  private volatile EventSettings settings;

  Events(
      EventStore store,
      AppointmentStore appointments,
      ReferenceStore references,
      EventSettings settings) {
    this.store = store;
    this.appointments = appointments;
    this.references = references;
    this.settings = settings;
  }

  EventSettings settings() {
    return settings;
  }

  /** Tells other things from now on; what is kept already is told all the same. */
  public void configure(EventSettings next) {
    settings = next;
  }

  public boolean wanted(EventType type) {
    return settings.types().contains(type);
  }

  /** A booking that goes on under another id is not called off. */
  public static boolean isCalledOff(Appointment before, Appointment after) {
    return !isOff(before.status()) && isOff(after.status()) && !after.version().isLast();
  }

  private static boolean isOff(Status status) {
    return status == Status.CANCELLED || status == Status.DELETED;
  }

  /**
   * Their provider has called appointments off.
   *
   * @param cancelled as they are from now on, locked by the caller
   */
  public void cancelled(Collection<Appointment> cancelled) {
    tell(EventType.APPOINTMENT_CANCELLED, cancelled);
  }

  /**
   * Reconciling has found changes that no callback had told.
   *
   * @param found as they are from now on, locked by the caller
   */
  public void missed(Collection<Appointment> found) {
    tell(EventType.CALLBACK_MISSED, found);
  }

  /** A connection has been silent for longer than it ever was. */
  public void silent(String provider, String connection, Instant since) {
    if (wanted(EventType.CONNECTION_SILENT)) {
      tell(
          EventType.CONNECTION_SILENT,
          provider + '/' + connection,
          JsonNodeFactory.instance
              .objectNode()
              .put("provider", provider)
              .put("connection", connection)
              .put("since", since.toString()));
    }
  }

  /**
   * The directory names no calendar for somebody who holds an appointment.
   *
   * @param unrouted locked by the caller, who has not yet marked them; those that were marked
   *     before are not told again
   */
  public void unrouted(Collection<Appointment> unrouted) {
    if (!unrouted.isEmpty() && wanted(EventType.APPOINTMENT_UNROUTED)) {
      Set<Long> known = appointments.unrouted(unrouted.stream().map(Appointment::id).toList());
      tell(
          EventType.APPOINTMENT_UNROUTED,
          unrouted.stream().filter(one -> !known.contains(one.id())).toList());
    }
  }

  private void tell(EventType type, Collection<Appointment> all) {
    if (!all.isEmpty() && wanted(type)) {
      store.add(all.stream().map(one -> new Event(type, one.key().text(), describe(one))).toList());
    }
  }

  /**
   * A reference shows what is wanted, or is gone as wanted. It is told when the same holds of all
   * references of its appointment, once for each revision.
   *
   * @param appointment locked by the caller, at its present revision
   * @param failedBefore whether the reference, which is stored already, had failed before
   */
  public void settled(Appointment appointment, boolean failedBefore) {
    boolean told = wanted(EventType.APPOINTMENT_SYNCED);
    if (!told && !(failedBefore && wanted(EventType.APPOINTMENT_FAILED))
        || !references.isSynced(appointment.id())
        || !store.noteSynced(appointment.id(), appointment.revision())
        || !told) {
      return;
    }
    ObjectNode data = describe(appointment);
    for (Reference one : references.of(appointment.id())) {
      if (one.state() == Reference.State.LIVE) {
        data.withArray("/references")
            .addObject()
            .put("target", one.lane().target().synchronizationKey())
            .put("calendar", one.lane().calendar())
            .put("id", one.standing().eventId());
      }
    }
    store.add(List.of(new Event(EventType.APPOINTMENT_SYNCED, appointment.key().text(), data)));
  }

  /**
   * A reference was given up. It is told when its appointment has failed for some time.
   *
   * @param appointment id in the store; locked by the caller
   */
  public void givenUp(long appointment, long revision) {
    if (wanted(EventType.APPOINTMENT_FAILED) || wanted(EventType.APPOINTMENT_SYNCED)) {
      store.noteFailing(appointment, revision);
    }
  }

  /**
   * Tells of an appointment that has failed for long enough, if it still does. In a transaction of
   * the caller's.
   */
  void failed(long id) {
    Appointment appointment = appointments.lock(id);
    List<Reference> givenUp = references.of(id).stream().filter(Events::isGivenUp).toList();
    if (givenUp.isEmpty()) {
      store.forgetFailing(id);
      return;
    }
    Instant since = store.noteFailed(id);
    if (since == null) {
      return;
    }
    ObjectNode data = describe(appointment).put("since", since.toString());
    for (Reference one : givenUp) {
      data.withArray("/failures")
          .addObject()
          .put("target", one.lane().target().synchronizationKey())
          .put("calendar", one.lane().calendar())
          .put("code", one.failure().code())
          .put("reason", one.failure().message());
    }
    store.add(List.of(new Event(EventType.APPOINTMENT_FAILED, appointment.key().text(), data)));
  }

  /** {@link ReferenceStore#GIVEN_UP} says the same of references in the store. */
  private static boolean isGivenUp(Reference one) {
    return one.failure() != null
        && one.dueAt() == null
        && (one.wanted() || one.state() == Reference.State.LIVE || one.inFlight() != null);
  }

  /**
   * Somebody has edited or deleted an event in a calendar.
   *
   * @param kind {@code edited} or {@code deleted}
   */
  public void drift(
      Reference reference, AppointmentKey appointment, String kind, Collection<String> members) {
    if (wanted(EventType.DRIFT_FOUND)) {
      ObjectNode data = describe(appointment);
      data.put("target", reference.lane().target().synchronizationKey());
      data.put("calendar", reference.lane().calendar());
      data.put("kind", kind);
      members.forEach(data.putArray("members")::add);
      tell(EventType.DRIFT_FOUND, appointment.text(), data);
    }
  }

  /** A target refuses the credentials that it is called with; told when it did not before. */
  public void credentialsRefused(Target target, Failure failure) {
    if (wanted(EventType.CREDENTIALS_REFUSED)) {
      tell(
          EventType.CREDENTIALS_REFUSED,
          target.account(),
          why(failure).put("account", target.account()));
    }
  }

  /** A target takes the credentials again that it refused. */
  public void credentialsRestored(Target target) {
    if (wanted(EventType.CREDENTIALS_RESTORED)) {
      tell(
          EventType.CREDENTIALS_RESTORED,
          target.account(),
          JsonNodeFactory.instance.objectNode().put("account", target.account()));
    }
  }

  /** A calendar takes no calls for a while. */
  public void calendarPaused(Lane lane, Instant until, Failure failure) {
    if (wanted(EventType.CALENDAR_PAUSED)) {
      tell(
          EventType.CALENDAR_PAUSED,
          lane.target().key() + '/' + lane.calendar(),
          why(failure)
              .put("target", lane.target().synchronizationKey())
              .put("calendar", lane.calendar())
              .put("until", until.toString()));
    }
  }

  /** Files that somebody has saved are not taken. */
  public void bundleRefused(List<Map<String, Object>> problems) {
    if (!problems.isEmpty() && wanted(EventType.BUNDLE_REFUSED)) {
      ObjectNode data = JsonNodeFactory.instance.objectNode();
      for (Map<String, Object> problem : problems) {
        ObjectNode one = data.withArray("/problems").addObject();
        problem.forEach(one::putPOJO);
      }
      tell(EventType.BUNDLE_REFUSED, "bundle", data);
    }
  }

  private void tell(EventType type, String subject, ObjectNode data) {
    store.add(List.of(new Event(type, subject, data)));
  }

  private static ObjectNode why(Failure failure) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("code", failure.code())
        .put("reason", failure.message());
  }

  private static ObjectNode describe(AppointmentKey key) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("provider", key.provider())
        .put("connection", key.connection())
        .put("id", key.id());
  }

  private ObjectNode describe(Appointment appointment) {
    ObjectNode data = describe(appointment.key());
    data.put("status", appointment.status().word());
    data.put("revision", appointment.revision());
    if (appointment.startsAt() != null) {
      data.put("start", appointment.startsAt().toString());
      data.put("end", appointment.endsAt().toString());
    }
    for (JsonNode staff : appointment.document().path("staff")) {
      data.withArray("/staff").addObject().set("id", staff.path("id"));
    }
    if (settings.includeClient()) {
      for (String member : OF_CLIENT) {
        JsonNode value = appointment.document().path(member);
        if (!value.isMissingNode()) {
          data.set(member, value);
        }
      }
    }
    return data;
  }
}
