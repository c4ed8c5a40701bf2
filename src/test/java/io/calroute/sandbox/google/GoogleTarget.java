package io.calroute.sandbox.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedTarget;
import io.calroute.sandbox.Visit;
import io.calroute.sandbox.provider.Mail;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import io.calroute.sandbox.server.SlidingWindow;
import io.calroute.sandbox.server.StateFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The rules of Google Calendar v3. */
final class GoogleTarget implements SimulatedTarget {

  /** Reference "Events": base32hex in lower case, 5 to 1024 characters. */
  private static final Pattern EVENT_ID = Pattern.compile("[a-v0-9]{5,1024}");

  /** What ids start with that no client has chosen. */
  private static final String SERVER_ID = "simulated";

  private static final Duration QUOTA_SPAN = Duration.ofMinutes(1);
  private static final int PATCH_UNITS = 3;

  /** The number in an etag is twice the time of the change in milliseconds, times thousand. */
  private static final int ETAG_PER_MILLISECOND = 2000;

  private static final Set<Operation> WRITES =
      Set.of(Operation.INSERT, Operation.UPDATE, Operation.PATCH, Operation.DELETE, Operation.MOVE);

  final ServiceAccountTokens tokens;
  final Set<String> unknown = new HashSet<>();
  final Set<String> readOnly = new HashSet<>();
  final List<Mail> mails = new ArrayList<>();
  ZoneId usualZone = ZoneId.of("Europe/Paris");
  long projectUnits = 10_000;
  long userUnits = 600;
  int quotaStatus = 403;
  boolean anyPropertyMatches;
  int concurrency = 5;
  int burstWrites = 25;
  Duration burstSpan = Duration.ofSeconds(1);

  private final Clock clock;
  private final Map<String, StoredCalendar> calendars = new TreeMap<>();
  private final SlidingWindow projectWindow = new SlidingWindow(QUOTA_SPAN);
  private final Map<String, SlidingWindow> userWindows = new HashMap<>();
  private final Map<String, SlidingWindow> bursts = new HashMap<>();
  private StateFile state = StateFile.none();
  private long lastVersion;
  private long serverIds;

  GoogleTarget(Clock clock) {
    this.clock = clock;
    tokens = new ServiceAccountTokens(clock);
  }

  /**
   * Goes on from what a file holds, and keeps every change in it.
   *
   * @param file made when it is not there
   */
  void keepIn(Path file) {
    state = StateFile.open(file, (name, kept) -> restore(kept));
  }

  private void restore(JsonNode kept) {
    StoredCalendar calendar = calendar(kept.path("calendar").asText());
    GoogleEvent event = GoogleEvent.restored(kept.path("event"));
    calendar.events.put(event.id, event);
    calendar.changes = Math.max(calendar.changes, event.change);
    lastVersion = Math.max(lastVersion, event.version);
    if (event.id.startsWith(SERVER_ID)) {
      serverIds = Math.max(serverIds, Long.parseLong(event.id.substring(SERVER_ID.length())));
    }
  }

  private void keep(StoredCalendar calendar, GoogleEvent event) {
    ObjectNode kept = Json.object().put("calendar", calendar.id);
    kept.set("event", event.state());
    state.keep(calendar.id + '/' + event.id, kept);
  }

  /** Removes an event or tombstone for good. */
  boolean forget(StoredCalendar calendar, String eventId) {
    state.keep(calendar.id + '/' + eventId, null);
    return calendar.events.remove(eventId) != null;
  }

  void close() {
    state.close();
  }

  StoredCalendar calendar(String id) {
    return calendars.computeIfAbsent(id, key -> new StoredCalendar(key, usualZone));
  }

  @Override
  public String title() {
    return "Google Calendar (simulated)";
  }

  @Override
  public Visit route(Inbound request) {
    List<String> path = request.segments();
    if (path.equals(List.of("token"))) {
      return new Visit(Operation.TOKEN, "", null);
    }
    boolean known =
        path.size() >= 4
            && path.subList(0, 3).equals(List.of("calendar", "v3", "calendars"))
            && (path.size() == 4 || path.get(4).equals("events"));
    if (!known) {
      return new Visit(Operation.OTHER, "", null);
    }
    String calendar = path.get(3).equals("primary") ? String.valueOf(userOf(request)) : path.get(3);
    String id = path.size() > 5 ? path.get(5) : null;
    return new Visit(operation(request.method(), path), calendar, id);
  }

  private static Operation operation(String method, List<String> path) {
    String shape = method + " " + path.size() + (path.size() == 7 ? " " + path.get(6) : "");
    return switch (shape) {
      case "GET 4" -> Operation.CALENDAR;
      case "POST 5" -> Operation.INSERT;
      case "GET 5" -> Operation.LIST;
      case "GET 6" -> Operation.GET;
      case "PATCH 6" -> Operation.PATCH;
      case "PUT 6" -> Operation.UPDATE;
      case "DELETE 6" -> Operation.DELETE;
      case "POST 7 move" -> Operation.MOVE;
      default -> Operation.OTHER;
    };
  }

  /**
   * Guide "Manage quotas": units per minute for the project and for the user; without {@code
   * quotaUser} everything is charged to the service account, whoever it acts for.
   */
  @Override
  public Optional<Reply> throttle(Inbound request, Visit visit, int underWay) {
    if (visit.operation() == Operation.TOKEN) {
      return Optional.empty();
    }
    if (underWay > concurrency) {
      return Optional.of(GoogleErrors.projectRateLimit(429));
    }
    long now = clock.millis();
    int units = visit.operation() == Operation.PATCH ? PATCH_UNITS : 1;
    SlidingWindow user =
        userWindows.computeIfAbsent(quotaUser(request), name -> new SlidingWindow(QUOTA_SPAN));
    if (projectWindow.units(now) + units > projectUnits) {
      return Optional.of(GoogleErrors.projectRateLimit(quotaStatus));
    }
    if (user.units(now) + units > userUnits) {
      return Optional.of(GoogleErrors.userRateLimit(quotaStatus));
    }
    if (WRITES.contains(visit.operation())) {
      SlidingWindow burst =
          bursts.computeIfAbsent(visit.calendar(), id -> new SlidingWindow(burstSpan));
      if (burst.units(now) + 1 > burstWrites) {
        return Optional.of(GoogleErrors.projectRateLimit(quotaStatus));
      }
      burst.add(now, 1);
    }
    projectWindow.add(now, units);
    user.add(now, units);
    return Optional.empty();
  }

  private static String quotaUser(Inbound request) {
    String parameter = request.parameter("quotaUser");
    String header = request.header("x-goog-quota-user");
    return parameter != null ? parameter : header != null ? header : ServiceAccountTokens.ACCOUNT;
  }

  void forgetBursts() {
    bursts.clear();
  }

  @Override
  public Reply handle(Inbound request, Visit visit) {
    try {
      return visit.operation() == Operation.TOKEN
          ? tokens.grant(request)
          : carryOut(request, visit);
    } catch (Refusal e) {
      return e.reply();
    } catch (DateTimeException | NumberFormatException e) {
      // A query parameter that is no number or no zone.
      return GoogleErrors.invalid("Bad Request");
    }
  }

  private Reply carryOut(Inbound request, Visit visit) {
    String user = userOf(request);
    if (user == null) {
      return tokens.expired(request.bearerToken())
          ? GoogleErrors.expiredToken()
          : GoogleErrors.unknownToken();
    }
    if (visit.operation() == Operation.OTHER || unknown.contains(visit.calendar())) {
      return GoogleErrors.notFound();
    }
    if (WRITES.contains(visit.operation()) && readOnly.contains(visit.calendar())) {
      return visit.operation() == Operation.MOVE
          ? GoogleErrors.writerAccessToBothNeeded()
          : GoogleErrors.writerAccessNeeded();
    }
    if (request.unreadable() || request.body() != null && !request.body().isObject()) {
      return GoogleErrors.unreadable();
    }
    StoredCalendar calendar = calendar(visit.calendar());
    return switch (visit.operation()) {
      case CALENDAR -> show(calendar);
      case INSERT -> insert(calendar, request, user);
      case LIST -> new EventList(calendar, request, clock.instant(), anyPropertyMatches).answer();
      case GET -> get(calendar, existing(calendar, visit), request);
      case PATCH -> write(calendar, existing(calendar, visit), request, user, true);
      case UPDATE -> write(calendar, existing(calendar, visit), request, user, false);
      case DELETE -> delete(calendar, existing(calendar, visit), request);
      case MOVE -> move(calendar, existing(calendar, visit), request);
      default -> GoogleErrors.notFound();
    };
  }

  private static Reply show(StoredCalendar calendar) {
    ObjectNode json = Json.object();
    json.put("kind", "calendar#calendar");
    json.put("etag", "\"" + calendar.epoch + "\"");
    json.put("id", calendar.id);
    json.put("summary", calendar.id);
    json.put("timeZone", calendar.zone.getId());
    return ok(json);
  }

  private GoogleEvent existing(StoredCalendar calendar, Visit visit) {
    GoogleEvent event = calendar.visible(visit.id(), clock.instant());
    if (event == null) {
      throw GoogleErrors.refuse(GoogleErrors.notFound());
    }
    return event;
  }

  private Reply insert(StoredCalendar calendar, Inbound request, String user) {
    JsonNode body = request.body() == null ? Json.object() : request.body();
    String given = body.path("id").asText(null);
    if (given != null && body.hasNonNull("iCalUID")
        || given != null && !EVENT_ID.matcher(given).matches()) {
      return GoogleErrors.invalidId();
    }
    String id = given == null ? serverId() : given;
    if (calendar.events.containsKey(id)) {
      return GoogleErrors.duplicate();
    }
    refuseGuestsOfServiceAccount(body, user);
    ObjectNode content = GoogleContent.fresh(body);
    GoogleContent.settle(content, calendar.zone);
    writeConference(content, request);
    GoogleEvent event =
        new GoogleEvent(
            id,
            body.path("iCalUID").asText(id + "@google.com"),
            user,
            calendar.id,
            clock.instant(),
            content);
    event.sequence = body.path("sequence").asInt(0);
    calendar.events.put(id, event);
    stamp(calendar, event);
    mail(request, calendar, event, Mail.Kind.INVITATION);
    return ok(event.resource(calendar.id, calendar.zone));
  }

  private String serverId() {
    serverIds++;
    return SERVER_ID + "%017d".formatted(serverIds);
  }

  private static void refuseGuestsOfServiceAccount(JsonNode body, String user) {
    if (user.equals(ServiceAccountTokens.ACCOUNT) && !body.path("attendees").isEmpty()) {
      throw GoogleErrors.refuse(GoogleErrors.guestsNeedDelegation());
    }
  }

  private static void writeConference(ObjectNode content, Inbound request) {
    JsonNode data = request.body() == null ? null : request.body().get("conferenceData");
    if (data != null && "1".equals(request.parameter("conferenceDataVersion"))) {
      Conference.write(content, data);
    }
  }

  private Reply get(StoredCalendar calendar, GoogleEvent event, Inbound request) {
    Conference.settle(event);
    if (event.etag().equals(request.header("if-none-match"))) {
      return Reply.of(304, null).header("ETag", event.etag());
    }
    String zone = request.parameter("timeZone");
    return ok(event.resource(calendar.id, zone == null ? calendar.zone : ZoneId.of(zone)));
  }

  /**
   * Patch and update. A patch of a tombstone without a status answers 200 and changes nothing that
   * anybody sees (reported by users); an update with an old sequence is refused (reported by
   * users).
   */
  private Reply write(
      StoredCalendar calendar, GoogleEvent event, Inbound request, String user, boolean patch) {
    requireVersion(event, request);
    JsonNode body = request.body() == null ? Json.object() : request.body();
    if (!patch && body.path("sequence").asInt(0) < event.sequence) {
      return GoogleErrors.invalid("Invalid sequence value.");
    }
    refuseGuestsOfServiceAccount(body, user);
    ObjectNode content =
        patch ? GoogleContent.patched(event.content, body) : GoogleContent.fresh(body);
    if (!patch) {
      Conference.keep(event.content, content);
      if (event.cancelled() && !body.hasNonNull("status")) {
        content.put("status", GoogleEvent.CANCELLED);
      }
    }
    GoogleContent.settle(content, calendar.zone);
    writeConference(content, request);
    if (!event.organizer.equals(calendar.id)
        && !GoogleContent.sameGuestRights(event.content, content)) {
      return GoogleErrors.notOrganizer();
    }
    boolean revived = event.cancelled();
    if (replace(calendar, event, content, body.path("sequence").asInt(0))) {
      Mail.Kind kind =
          event.cancelled()
              ? Mail.Kind.CANCELLATION
              : revived ? Mail.Kind.INVITATION : Mail.Kind.UPDATE;
      mail(request, calendar, event, kind);
    }
    return ok(event.resource(calendar.id, calendar.zone));
  }

  private boolean replace(
      StoredCalendar calendar, GoogleEvent event, ObjectNode content, int sequence) {
    ObjectNode before = event.content;
    event.sequence = Math.max(event.sequence, sequence);
    if (before.equals(content)) {
      return false;
    }
    event.content = content;
    if (!before.path("start").equals(content.path("start"))
        || !before.path("end").equals(content.path("end"))) {
      event.sequence++;
    }
    Instant updated = event.updated;
    stamp(calendar, event);
    if (onlyRemindersDiffer(before, content)) {
      event.updated = updated;
    }
    return true;
  }

  /** Reference "Events": changing the reminders does not change {@code updated}. */
  private static boolean onlyRemindersDiffer(ObjectNode before, ObjectNode after) {
    ObjectNode one = before.deepCopy();
    ObjectNode other = after.deepCopy();
    one.remove("reminders");
    other.remove("reminders");
    return one.equals(other);
  }

  private Reply delete(StoredCalendar calendar, GoogleEvent event, Inbound request) {
    if (event.cancelled()) {
      return GoogleErrors.deleted();
    }
    requireVersion(event, request);
    bury(calendar, event);
    mail(request, calendar, event, Mail.Kind.CANCELLATION);
    return Reply.of(204, null);
  }

  private void bury(StoredCalendar calendar, GoogleEvent event) {
    event.content.put("status", GoogleEvent.CANCELLED);
    stamp(calendar, event);
  }

  /** Reference "Events: move": the destination becomes the organizer; a stub stays behind. */
  private Reply move(StoredCalendar calendar, GoogleEvent event, Inbound request) {
    String destination = request.parameter("destination");
    if (destination == null) {
      return GoogleErrors.required("Required parameter: destination");
    }
    if (readOnly.contains(destination)) {
      return GoogleErrors.writerAccessToBothNeeded();
    }
    if (unknown.contains(destination)) {
      return GoogleErrors.notFound();
    }
    if (event.cancelled()) {
      return GoogleErrors.deleted();
    }
    StoredCalendar there = calendar(destination);
    if (there.events.containsKey(event.id)) {
      return GoogleErrors.duplicate();
    }
    GoogleEvent moved =
        new GoogleEvent(
            event.id,
            event.iCalUid,
            event.creator,
            there.id,
            event.created,
            event.content.deepCopy());
    moved.sequence = event.sequence;
    there.events.put(moved.id, moved);
    stamp(there, moved);
    bury(calendar, event);
    return ok(moved.resource(there.id, there.zone));
  }

  private static void requireVersion(GoogleEvent event, Inbound request) {
    String wanted = request.header("if-match");
    if (wanted != null && !wanted.equals("*") && !wanted.equals(event.etag())) {
      throw GoogleErrors.refuse(GoogleErrors.conditionNotMet());
    }
  }

  private void stamp(StoredCalendar calendar, GoogleEvent event) {
    Instant now = clock.instant();
    lastVersion = Math.max(lastVersion + 2, now.toEpochMilli() * ETAG_PER_MILLISECOND);
    event.version = lastVersion;
    event.updated = now;
    calendar.changes++;
    event.change = calendar.changes;
    keep(calendar, event);
  }

  private void mail(Inbound request, StoredCalendar calendar, GoogleEvent event, Mail.Kind kind) {
    String sendUpdates = request.parameter("sendUpdates");
    if (!"all".equals(sendUpdates) && !"externalOnly".equals(sendUpdates)) {
      return;
    }
    for (JsonNode guest : event.content.path("attendees")) {
      String to = guest.path("email").asText();
      if (!to.equals(calendar.id)) {
        String subject = event.content.path("summary").asText("");
        mails.add(new Mail(kind, calendar.id, event.id, to, subject, clock.instant()));
      }
    }
  }

  private static Reply ok(JsonNode body) {
    return Reply.of(200, body).layout(Json.Layout.ONE_SPACE);
  }

  @Override
  public Reply fault(Visit visit, int status, String reason) {
    if (visit.operation() == Operation.TOKEN) {
      String error = reason == null ? "internal_failure" : reason;
      return Reply.of(status, Json.object().put("error", error));
    }
    return GoogleErrors.of(status, reason);
  }

  @Override
  public void hide(Visit visit, Reply reply, Duration duration) {
    if (reply.body() != null && reply.body().hasNonNull("id")) {
      GoogleEvent event = calendar(visit.calendar()).events.get(reply.body().path("id").asText());
      if (event != null) {
        event.hiddenUntil = clock.instant().plus(duration);
      }
    }
  }

  @Override
  public String appointmentOf(Inbound request, Visit visit) {
    if (request.body() != null) {
      JsonNode own = request.body().path("extendedProperties").path("private");
      if (own.has(Marker.APPOINTMENT)) {
        return own.path(Marker.APPOINTMENT).asText();
      }
    }
    StoredCalendar calendar = calendars.get(visit.calendar());
    GoogleEvent event =
        calendar == null || visit.id() == null ? null : calendar.events.get(visit.id());
    return event == null ? null : event.appointment();
  }

  @Override
  public String userOf(Inbound request) {
    return tokens.user(request.bearerToken());
  }

  @Override
  public List<SimulatedCalendar> calendars() {
    return calendars.values().stream()
        .map(
            calendar ->
                new SimulatedCalendar(
                    calendar.id,
                    calendar.live().stream()
                        .map(event -> event.view(calendar.id, calendar.zone))
                        .toList()))
        .toList();
  }

  @Override
  public boolean edit(String calendarId, String id, JsonNode patch) {
    StoredCalendar calendar = calendar(calendarId);
    GoogleEvent event = calendar.events.get(id);
    if (event == null) {
      return false;
    }
    ObjectNode content = GoogleContent.patched(event.content, patch);
    try {
      GoogleContent.settle(content, calendar.zone);
    } catch (Refusal e) {
      throw new IllegalArgumentException("The patch is not valid: " + e.reply().body(), e);
    }
    replace(calendar, event, content, 0);
    return true;
  }

  @Override
  public boolean delete(String calendarId, String id) {
    StoredCalendar calendar = calendar(calendarId);
    GoogleEvent event = calendar.events.get(id);
    if (event == null || event.cancelled()) {
      return false;
    }
    bury(calendar, event);
    return true;
  }

  /** Puts an event of another organizer into a calendar, as an accepted invitation would. */
  String invite(String calendarId, String organizer, JsonNode body) {
    StoredCalendar calendar = calendar(calendarId);
    ObjectNode content = GoogleContent.fresh(body);
    GoogleContent.settle(content, calendar.zone);
    String id = serverId();
    GoogleEvent event =
        new GoogleEvent(id, id + "@google.com", organizer, organizer, clock.instant(), content);
    calendar.events.put(id, event);
    stamp(calendar, event);
    return id;
  }
}
