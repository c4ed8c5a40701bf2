package io.calroute.sandbox.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.destination.Marker;
import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.SimulatedCalendar;
import io.calroute.sandbox.SimulatedTarget;
import io.calroute.sandbox.Visit;
import io.calroute.sandbox.graph.event.EventContent;
import io.calroute.sandbox.graph.event.EventFilter;
import io.calroute.sandbox.graph.event.EventQueries;
import io.calroute.sandbox.graph.event.GraphEvent;
import io.calroute.sandbox.graph.event.GraphZones;
import io.calroute.sandbox.graph.mailbox.GuestMails;
import io.calroute.sandbox.graph.mailbox.Mailbox;
import io.calroute.sandbox.graph.mailbox.OnlineMeetings;
import io.calroute.sandbox.graph.mailbox.Preferences;
import io.calroute.sandbox.graph.mailbox.TeamsLink;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Refusal;
import io.calroute.sandbox.server.Reply;
import io.calroute.sandbox.server.SlidingWindow;
import io.calroute.sandbox.server.StateFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rules of Microsoft Graph v1.0 for events and online meetings. */
public final class GraphTarget implements SimulatedTarget {

  private static final int NO_OPEN_EXTENSION_TROUBLE = 201;

  final ClientCredentials credentials;
  final Settings settings = new Settings();
  final GuestMails mails;

  private final Clock clock;
  private final GraphErrors errors;
  private final EventContent contents;
  private final EventQueries queries;
  private final EventFilter filter;
  private final OnlineMeetings meetings;
  private final Map<String, Mailbox> mailboxes = new TreeMap<>();
  private final Map<String, String> addresses = new HashMap<>();
  private StateFile state = StateFile.none();
  private long events;
  private long lastVersion;
  private int throttled;
  private Duration meetingSpan;
  private SlidingWindow meetingWindow;

  GraphTarget(Clock clock) {
    this.clock = clock;
    credentials = new ClientCredentials(clock);
    mails = new GuestMails(clock);
    errors = new GraphErrors(clock);
    contents = new EventContent(errors);
    filter = new EventFilter(errors);
    queries = new EventQueries(errors, filter);
    meetings = new OnlineMeetings(clock, errors, settings);
  }

  /**
   * Goes on from what a file holds, and keeps every change in it.
   *
   * @param file made when it is not there
   */
  void keepIn(Path file) {
    Map<Long, GraphEvent> restored = new HashMap<>();
    List<JsonNode> creations = new ArrayList<>();
    state =
        StateFile.open(
            file,
            (name, kept) -> {
              if (kept.has("event")) {
                GraphEvent event = GraphEvent.restored(kept.path("event"));
                restored.put(event.number, event);
                mailbox(kept.path("mailbox").asText()).restore(event);
                events = Math.max(events, event.number);
                lastVersion = Math.max(lastVersion, event.version);
              } else if (kept.has("meeting")) {
                meetings.restore(mailbox(kept.path("mailbox").asText()), kept.path("meeting"));
              } else {
                creations.add(kept);
              }
            });
    for (JsonNode creation : creations) {
      GraphEvent event = restored.get(creation.path("made").asLong());
      mailbox(creation.path("mailbox").asText())
          .creations
          .put(
              event.transactionId,
              new Mailbox.Creation(
                  event, creation.path("body"), Instant.parse(creation.path("time").asText())));
    }
    meetings.keepIn(state);
  }

  void close() {
    state.close();
  }

  private void keep(Mailbox mailbox, GraphEvent event) {
    ObjectNode kept = Json.object().put("mailbox", mailbox.address);
    kept.set("event", event.state());
    state.keep(event.immutableId, kept);
  }

  /** Removes all events and forgets all transactions. */
  public void wipe(Mailbox mailbox) {
    mailbox.events().forEach(event -> state.keep(event.immutableId, null));
    mailbox.removed.forEach(event -> state.keep(event.immutableId, null));
    mailbox.creations.keySet().forEach(id -> state.keep(mailbox.address + '/' + id, null));
    mailbox.wipe();
  }

  private void keepCreation(Mailbox mailbox, Mailbox.Creation creation) {
    GraphEvent event = creation.event();
    ObjectNode kept = Json.object().put("mailbox", mailbox.address);
    kept.put("made", event.number).put("time", creation.time().toString());
    kept.set("body", creation.body());
    state.keep(mailbox.address + '/' + event.transactionId, kept);
  }

  /** The mailbox of an address or of an object id; comes into being on first use. */
  public Mailbox mailbox(String user) {
    String address = address(user);
    return mailboxes.computeIfAbsent(
        address,
        key -> {
          Mailbox mailbox = new Mailbox(key);
          addresses.put(mailbox.objectId, key);
          return mailbox;
        });
  }

  private String address(String user) {
    String key = user.toLowerCase(Locale.ROOT);
    return addresses.getOrDefault(key, key);
  }

  @Override
  public String title() {
    return "Microsoft 365 (simulated)";
  }

  @Override
  public Visit route(Inbound request) {
    List<String> path = request.segments();
    if (path.size() == 4 && path.subList(1, 4).equals(List.of("oauth2", "v2.0", "token"))) {
      return new Visit(Operation.TOKEN, "", null);
    }
    if (path.size() < 3 || !path.get(0).equals("v1.0") || !path.get(1).equals("users")) {
      return new Visit(Operation.OTHER, "", null);
    }
    String mailbox = address(path.get(2));
    List<String> rest = path.subList(3, path.size());
    // The default calendar and a named one are the same here: a mailbox has but one calendar.
    if (rest.size() > 1 && rest.get(0).equals("calendar")) {
      rest = rest.subList(1, rest.size());
    } else if (rest.size() > 2 && rest.get(0).equals("calendars")) {
      rest = rest.subList(2, rest.size());
    }
    String id = rest.size() > 1 ? rest.get(1) : null;
    return new Visit(operation(request.method(), rest), mailbox, id);
  }

  private static Operation operation(String method, List<String> rest) {
    if (rest.isEmpty()) {
      return method.equals("GET") ? Operation.USER : Operation.OTHER;
    }
    String second = rest.size() > 1 ? rest.get(1).replace("microsoft.graph.", "") : "";
    String action = rest.size() > 2 ? rest.get(2).replace("microsoft.graph.", "") : "";
    boolean one = rest.size() == 2;
    return switch (method + " " + rest.get(0)) {
      case "POST events" ->
          rest.size() == 1
              ? Operation.INSERT
              : action.equals("cancel") ? Operation.CANCEL : Operation.OTHER;
      case "GET events" ->
          rest.size() == 1 ? Operation.LIST : one ? Operation.GET : Operation.OTHER;
      case "PATCH events" -> one ? Operation.PATCH : Operation.OTHER;
      case "DELETE events" -> one ? Operation.DELETE : Operation.OTHER;
      case "GET calendar" -> Operation.CALENDAR;
      case "GET calendarView" -> second.startsWith("delta") ? Operation.DELTA : Operation.VIEW;
      case "POST onlineMeetings" ->
          rest.size() == 1
              ? Operation.MEETING_INSERT
              : second.equals("createOrGet") ? Operation.CREATE_OR_GET : Operation.OTHER;
      case "GET onlineMeetings" -> one ? Operation.MEETING_GET : Operation.MEETING_LIST;
      case "PATCH onlineMeetings" -> one ? Operation.MEETING_PATCH : Operation.OTHER;
      case "DELETE onlineMeetings" -> one ? Operation.MEETING_DELETE : Operation.OTHER;
      case "GET outlook" ->
          second.startsWith("supportedTimeZones") ? Operation.ZONES : Operation.OTHER;
      default -> Operation.OTHER;
    };
  }

  /**
   * Page "Microsoft Graph service-specific throttling limits", Outlook: four requests at a time and
   * 10,000 in ten minutes per app and mailbox; refused requests count as well.
   */
  @Override
  public Optional<Reply> throttle(Inbound request, Visit visit, int underWay) {
    if (visit.operation() == Operation.TOKEN || visit.operation() == Operation.OTHER) {
      return Optional.empty();
    }
    long now = clock.millis();
    if (visit.operation().onlineMeeting()) {
      return throttleMeetings(now);
    }
    Mailbox mailbox = mailbox(visit.calendar());
    mailbox.window.add(now, 1);
    long used = mailbox.window.units(now);
    if (used > settings.requestsPerTenMinutes()) {
      return Optional.of(tooMany());
    }
    if (underWay > settings.concurrency()) {
      long left = settings.requestsPerTenMinutes() - used;
      return Optional.of(
          errors
              .of(429, "ApplicationThrottled")
              .header("Rate-Limit-Limit", String.valueOf(settings.requestsPerTenMinutes()))
              .header("Rate-Limit-Remaining", String.valueOf(left))
              .header("Retry-After", "1")
              .header("RateLimit-Exceeded", "MailboxConcurrency")
              .header("RateLimit-Scope", "Mailbox"));
    }
    return Optional.empty();
  }

  private Optional<Reply> throttleMeetings(long now) {
    if (!settings.meetingSpan().equals(meetingSpan)) {
      meetingSpan = settings.meetingSpan();
      meetingWindow = new SlidingWindow(meetingSpan);
    }
    meetingWindow.add(now, 1);
    return meetingWindow.units(now) > settings.meetingRequests()
        ? Optional.of(tooMany())
        : Optional.empty();
  }

  private Reply tooMany() {
    List<String> values = settings.retryAfter();
    String value = values.get(throttled % values.size());
    throttled++;
    return errors.of(429, "TooManyRequests").header("Retry-After", value);
  }

  @Override
  public Reply handle(Inbound request, Visit visit) {
    try {
      return visit.operation() == Operation.TOKEN
          ? credentials.grant(request)
          : carryOut(request, visit);
    } catch (Refusal e) {
      return e.reply();
    }
  }

  private Reply carryOut(Inbound request, Visit visit) {
    if (!credentials.valid(request.bearerToken())) {
      return errors.of(401, null);
    }
    if (visit.operation() == Operation.OTHER) {
      return errors.reply(
          400, "BadRequest", "Resource not found for the segment in " + request.path() + ".");
    }
    Mailbox mailbox = mailbox(visit.calendar());
    if (mailbox.outOfScope) {
      return errors.of(403, "ErrorAccessDenied");
    }
    if (mailbox.unknown) {
      return errors.of(404, "MailboxNotEnabledForRESTAPI");
    }
    if (request.unreadable() || request.body() != null && !request.body().isObject()) {
      return errors.reply(400, "BadRequest", "Unable to read JSON request payload.");
    }
    if (visit.operation().onlineMeeting()) {
      if (settings.objectIdNeeded() && request.segments().get(2).contains("@")) {
        return errors.reply(404, "NotFound", "The user must be addressed by its object id.");
      }
      return meetings.handle(mailbox, request, visit);
    }
    return switch (visit.operation()) {
      case USER -> user(mailbox);
      case CALENDAR -> calendar(mailbox, request);
      case ZONES -> zones(request);
      case INSERT -> create(mailbox, request);
      case LIST -> queries.list(mailbox, request, clock.instant());
      case VIEW -> queries.view(mailbox, request, clock.instant());
      case DELTA -> queries.delta(mailbox, request, clock.instant());
      case GET -> show(200, mailbox, existing(mailbox, visit), request);
      case PATCH -> patch(mailbox, existing(mailbox, visit), request);
      case DELETE -> delete(mailbox, existing(mailbox, visit), request);
      default -> cancel(mailbox, existing(mailbox, visit));
    };
  }

  private static Reply user(Mailbox mailbox) {
    return Reply.of(
        200,
        Json.object()
            .put("@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users/$entity")
            .put("id", mailbox.objectId)
            .put("displayName", mailbox.address)
            .put("mail", mailbox.address)
            .put("userPrincipalName", mailbox.address));
  }

  private static Reply calendar(Mailbox mailbox, Inbound request) {
    ObjectNode json = Json.object();
    json.put("@odata.context", EventQueries.context(mailbox) + "calendar/$entity");
    json.put("id", "AAMkADAGu0AABIG-" + mailbox.objectId.substring(0, 8) + "AAA=");
    json.put("name", "Calendar");
    json.put("color", "auto");
    json.put("isDefaultCalendar", true);
    json.put("changeKey", "sandbox");
    json.put("canShare", true);
    json.put("canViewPrivateItems", true);
    json.put("canEdit", true);
    ArrayNode providers = json.putArray("allowedOnlineMeetingProviders");
    if (mailbox.teamsAllowed) {
      providers.add("teamsForBusiness");
    }
    json.put("defaultOnlineMeetingProvider", mailbox.teamsAllowed ? "teamsForBusiness" : "unknown");
    json.put("isTallyingResponses", true);
    json.put("isRemovable", false);
    json.putObject("owner").put("name", mailbox.address).put("address", mailbox.address);
    return Reply.of(200, EventQueries.select(json, request.parameter("$select")));
  }

  private static Reply zones(Inbound request) {
    boolean iana = request.path().toLowerCase(Locale.ROOT).contains("iana");
    ObjectNode json = Json.object();
    ArrayNode value = json.putArray("value");
    for (String name : iana ? GraphZones.additional() : GraphZones.windows()) {
      value.addObject().put("alias", name).put("displayName", name);
    }
    return Reply.of(200, json);
  }

  private GraphEvent existing(Mailbox mailbox, Visit visit) {
    GraphEvent event = mailbox.event(visit.id());
    if (event == null || clock.instant().isBefore(event.hiddenUntil)) {
      throw errors.notFound();
    }
    return event;
  }

  private Reply show(int status, Mailbox mailbox, GraphEvent event, Inbound request) {
    ObjectNode json = Json.object();
    json.put("@odata.context", EventQueries.context(mailbox) + "events/$entity");
    json.setAll(event.resource(mailbox.address, Preferences.of(request, errors)));
    event.expand(json, filter.expand(request.parameter("$expand")));
    return Reply.of(status, EventQueries.select(json, request.parameter("$select")));
  }

  /** Reference "Create event"; a known transactionId makes nothing new. */
  private Reply create(Mailbox mailbox, Inbound request) {
    JsonNode body = request.body() == null ? Json.object() : request.body();
    String transactionId = body.path("transactionId").asText(null);
    Optional<Reply> replay = replay(mailbox, request, body, transactionId);
    if (replay.isPresent()) {
      return replay.get();
    }
    Preferences.of(request, errors);
    GraphEvent event = new GraphEvent(events + 1, mailbox.address, transactionId, clock.instant());
    contents.write(event, body);
    events++;
    TeamsLink.follow(event, body, mailbox.teamsAllowed, events);
    mailbox.add(event);
    stamp(mailbox, event);
    if (transactionId != null) {
      Mailbox.Creation creation = new Mailbox.Creation(event, body, clock.instant());
      mailbox.creations.put(transactionId, creation);
      keepCreation(mailbox, creation);
    }
    mails.created(mailbox, event);
    int trouble = settings.openExtensionStatus();
    if (trouble != NO_OPEN_EXTENSION_TROUBLE && !body.path("extensions").isEmpty()) {
      return errors.of(trouble, "ConcurrentItemSave");
    }
    return show(201, mailbox, event, request);
  }

  private Optional<Reply> replay(
      Mailbox mailbox, Inbound request, JsonNode body, String transactionId) {
    Mailbox.Creation creation = transactionId == null ? null : mailbox.creations.get(transactionId);
    Instant forgotten = clock.instant().minus(settings.transactionMemory());
    if (creation == null || creation.time().isBefore(forgotten)) {
      return Optional.empty();
    }
    Settings.Replay rule =
        creation.event().deleted
            ? settings.afterDelete()
            : creation.body().equals(body) ? Settings.Replay.ORIGINAL : settings.differentBody();
    return switch (rule) {
      case ORIGINAL -> Optional.of(show(201, mailbox, creation.event(), request));
      case ANOTHER -> Optional.empty();
      case CONFLICT ->
          Optional.of(
              errors.reply(
                  409,
                  "ErrorDuplicateTransactionId",
                  "Your request can't be completed. The TransactionId was used before."));
    };
  }

  /** Reference "Update event". */
  private Reply patch(Mailbox mailbox, GraphEvent event, Inbound request) {
    if (settings.conditionalPatch()) {
      requireVersion(event, request);
    }
    JsonNode body = request.body() == null ? Json.object() : request.body();
    if (body.has("transactionId")
        && !body.path("transactionId").asText().equals(event.transactionId)) {
      return errors.reply(
          400, "ErrorInvalidPropertySet", "The transactionId of an event can't be changed.");
    }
    Preferences.of(request, errors);
    change(mailbox, event, body, true);
    return show(200, mailbox, event, request);
  }

  private void change(Mailbox mailbox, GraphEvent event, JsonNode body, boolean tellGuests) {
    ObjectNode before = event.content;
    contents.write(event, body);
    TeamsLink.follow(event, body, mailbox.teamsAllowed, events);
    stamp(mailbox, event);
    if (tellGuests) {
      mails.changed(mailbox, event, before);
    }
  }

  private Reply delete(Mailbox mailbox, GraphEvent event, Inbound request) {
    requireVersion(event, request);
    mails.cancelled(mailbox, event);
    remove(mailbox, event);
    return Reply.of(204, null);
  }

  private void remove(Mailbox mailbox, GraphEvent event) {
    mailbox.remove(event);
    stamp(mailbox, event);
  }

  /** Reference "event: cancel": for organizers only; answered with 202, whatever OpenAPI says. */
  private Reply cancel(Mailbox mailbox, GraphEvent event) {
    if (!event.organizer.equals(mailbox.address)) {
      return errors.reply(
          400,
          "ErrorInvalidRequest",
          "Your request can't be completed. You need to be an organizer to cancel a meeting.");
    }
    mails.cancelled(mailbox, event);
    remove(mailbox, event);
    return Reply.of(202, null);
  }

  private void requireVersion(GraphEvent event, Inbound request) {
    String wanted = request.header("if-match");
    if (wanted != null && !wanted.equals("*") && !wanted.equals(event.etag())) {
      throw errors.refuse(412, "ErrorIrresolvableConflict");
    }
  }

  public void stamp(Mailbox mailbox, GraphEvent event) {
    lastVersion++;
    event.version = lastVersion;
    event.modified = clock.instant();
    mailbox.changes++;
    event.change = mailbox.changes;
    keep(mailbox, event);
  }

  @Override
  public Reply fault(Visit visit, int status, String reason) {
    if (visit.operation() == Operation.TOKEN) {
      String error = reason == null ? "temporarily_unavailable" : reason;
      return Reply.of(status, Json.object().put("error", error));
    }
    return errors.of(status, reason);
  }

  @Override
  public void hide(Visit visit, Reply reply, Duration duration) {
    if (reply.body() != null && reply.body().hasNonNull("id")) {
      GraphEvent event = mailbox(visit.calendar()).event(reply.body().path("id").asText());
      if (event != null) {
        event.hiddenUntil = clock.instant().plus(duration);
      }
    }
  }

  @Override
  public String appointmentOf(Inbound request, Visit visit) {
    if (request.body() != null) {
      for (JsonNode property : request.body().path("singleValueExtendedProperties")) {
        if (property.path("id").asText().endsWith(" Name " + Marker.APPOINTMENT)) {
          return property.path("value").asText();
        }
      }
    }
    Mailbox mailbox = mailboxes.get(visit.calendar());
    GraphEvent event = mailbox == null || visit.id() == null ? null : mailbox.event(visit.id());
    return event == null ? null : event.appointment();
  }

  @Override
  public String userOf(Inbound request) {
    return credentials.valid(request.bearerToken()) ? ClientCredentials.CLIENT : null;
  }

  @Override
  public List<SimulatedCalendar> calendars() {
    return mailboxes.values().stream()
        .map(
            mailbox ->
                new SimulatedCalendar(
                    mailbox.address,
                    mailbox.byStart().stream().map(event -> event.view(mailbox.address)).toList()))
        .toList();
  }

  @Override
  public boolean edit(String user, String id, JsonNode patch) {
    Mailbox mailbox = mailbox(user);
    GraphEvent event = mailbox.event(id);
    if (event == null) {
      return false;
    }
    try {
      change(mailbox, event, patch, false);
    } catch (Refusal e) {
      throw new IllegalArgumentException("The patch is not valid: " + e.reply().body(), e);
    }
    return true;
  }

  @Override
  public boolean delete(String user, String id) {
    Mailbox mailbox = mailbox(user);
    GraphEvent event = mailbox.event(id);
    if (event == null) {
      return false;
    }
    remove(mailbox, event);
    return true;
  }

  /** Puts an event of another organizer into a mailbox, as an accepted invitation would. */
  public String invite(String user, String organizer, JsonNode body) {
    Mailbox mailbox = mailbox(user);
    GraphEvent event = new GraphEvent(events + 1, organizer, null, clock.instant());
    contents.write(event, body);
    events++;
    mailbox.add(event);
    stamp(mailbox, event);
    return event.immutableId;
  }
}
