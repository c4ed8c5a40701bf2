package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.client.googleapis.auth.oauth2.GoogleCredential;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.ibm.icu.util.Calendar;
import com.ibm.icu.util.GregorianCalendar;
import com.ibm.icu.util.TimeZone;
import io.calroute.mapping.Mappings;
import io.calroute.sandbox.HttpCalls;
import io.calroute.sandbox.ManualClock;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.graph.GraphCalls;
import io.calroute.sandbox.graph.GraphSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hour that a provider means is the hour that stands in the calendar, in every zone of this
 * Java, its aliases included, around changes of its clocks from 2024 to 2030: a local time and a
 * zone go through a provider's mapping and the event mappings, by HTTP into the simulators, and
 * come back as the simulators understand them.
 */
class EveryZoneTest {

  private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2031-01-01T00:00:00Z");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Mappings MAPPINGS = new Mappings(Path.of("mappings"));
  private static final String ANNA = "anna@example.com";

  /** Minutes from a change of the clocks to start and end of an event. */
  private static final int[][] AROUND = {{-90, -60}, {-60, 0}, {-30, 30}, {0, 30}, {30, 90}};

  @TempDir static Path directory;

  private static List<Booking> bookings;
  private static Map<Booking, JsonNode> appointments;
  private static JsonNode body;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T08:00:00Z"));

  /** A time on the clocks of a zone. */
  private record Booking(String zone, LocalDateTime start, LocalDateTime end) {

    /** A time that the clocks skip moves on by the gap; of one they show twice it is the first. */
    Instant meantStart() {
      return start.atZone(ZoneId.of(zone)).toInstant();
    }

    Instant meantEnd() {
      return end.atZone(ZoneId.of(zone)).toInstant();
    }
  }

  @BeforeAll
  static void book() throws IOException {
    body = JSON.readTree(Path.of("mappings/agendize/created-accepted.in.json").toFile());
    Set<Object> known = new HashSet<>();
    bookings =
        ZoneId.getAvailableZoneIds().stream()
            .sorted()
            .flatMap(zone -> bookings(zone, changes(zone, known)).stream())
            .filter(booking -> !booking.meantEnd().isBefore(booking.meantStart()))
            .toList();
    assertThat(bookings).hasSizeGreaterThan(4000);
    appointments =
        bookings.stream()
            .collect(
                Collectors.toMap(Function.identity(), EveryZoneTest::appointment, (a, b) -> a));
    assertThat(bookings)
        .extracting(Booking::zone)
        .contains("Europe/Kiev", "US/Eastern", "Asia/Calcutta", "Australia/Lord_Howe", "UTC");
  }

  @AfterAll
  static void forget() {
    bookings = null;
    appointments = null;
  }

  /** Zones whose clocks do the same from now on share the tests of every change but one. */
  private static List<ZoneOffsetTransition> changes(String zone, Set<Object> known) {
    ZoneRules rules = ZoneId.of(zone).getRules();
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    ZoneOffsetTransition change = rules.nextTransition(FROM);
    while (change != null && change.getInstant().isBefore(TO)) {
      changes.add(change);
      change = rules.nextTransition(change.getInstant());
    }
    boolean first = known.add(List.of(rules.getOffset(FROM), changes));
    return first || Boolean.getBoolean("zones.thorough")
        ? changes
        : changes.subList(0, Math.min(1, changes.size()));
  }

  private static List<Booking> bookings(String zone, List<ZoneOffsetTransition> changes) {
    List<Booking> all = new ArrayList<>();
    all.add(booking(zone, Instant.parse("2026-01-15T09:00:00Z"), 0, 30));
    all.add(booking(zone, Instant.parse("2026-07-15T22:45:00Z"), 0, 90));
    for (ZoneOffsetTransition change : changes) {
      for (int[] minutes : AROUND) {
        all.add(booking(zone, change.getInstant(), minutes[0], minutes[1]));
      }
      if (change.isGap()) {
        LocalDateTime skipped = change.getDateTimeBefore().plusMinutes(10);
        all.add(new Booking(zone, skipped, skipped.plusMinutes(15)));
      }
    }
    return all;
  }

  private static Booking booking(String zone, Instant instant, int start, int end) {
    ZoneId id = ZoneId.of(zone);
    return new Booking(
        zone,
        LocalDateTime.ofInstant(instant.plusSeconds(start * 60L), id),
        LocalDateTime.ofInstant(instant.plusSeconds(end * 60L), id));
  }

  /** What a mapping makes of a booking, as the agenda of a provider would tell it. */
  private static JsonNode appointment(Booking booking) {
    ObjectNode told = body.deepCopy();
    told.putObject("start")
        .put("dateTime", CLOCK.format(booking.start()))
        .put("timeZone", booking.zone());
    told.putObject("end")
        .put("dateTime", CLOCK.format(booking.end()))
        .put("timeZone", booking.zone());
    ObjectNode callback = JsonNodeFactory.instance.objectNode();
    callback.set("body", told);
    callback.putObject("connection").put("name", "default").put("timeZone", "Asia/Tokyo");
    callback.put("receivedAt", "2036-01-01T00:00:00Z");
    return MAPPINGS.apply("agendize", callback);
  }

  private static ObjectNode event(String mapping, Booking booking) {
    JsonNode appointment = appointments.get(booking);
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("appointment", appointment);
    input.put("provider", "agendize").put("connection", "default").put("calendar", ANNA);
    input.set("staff", appointment.path("staff").path(0));
    input.putObject("meeting").put("onEvent", false).putNull("link");
    return (ObjectNode) MAPPINGS.apply(mapping, input);
  }

  @Test
  void inGoogleCalendar() throws IOException {
    try (GoogleCalendarSimulator google = GoogleCalendarSimulator.start(clock, 0)) {
      google.quota(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
      google.burst(Integer.MAX_VALUE, java.time.Duration.ofSeconds(1));
      HttpCalls calls =
          new HttpCalls(google.rootUrl() + "calendar/v3/calendars/" + ANNA + "/", token(google));
      for (int i = 0; i < bookings.size(); i++) {
        ObjectNode event = event("google-event", bookings.get(i)).put("id", id(i));
        HttpCalls.Answer answer = calls.send("POST", "events", event.toString());
        assertThat(answer.status()).as("%s: %s", bookings.get(i), answer.text()).isEqualTo(200);
      }
      Map<String, JsonNode> standing = new HashMap<>();
      String page = "";
      while (page != null) {
        JsonNode list = calls.send("GET", "events?maxResults=2500" + page, null).json();
        list.path("items").forEach(event -> standing.put(event.path("id").asText(), event));
        page =
            list.has("nextPageToken") ? "&pageToken=" + list.path("nextPageToken").asText() : null;
      }
      assertThat(standing).hasSameSizeAs(bookings);
      for (int i = 0; i < bookings.size(); i++) {
        Booking booking = bookings.get(i);
        JsonNode event = standing.get(id(i));
        assertThat(offsetTime(event.path("start")))
            .as("%s", booking)
            .isEqualTo(booking.meantStart());
        assertThat(offsetTime(event.path("end"))).as("%s", booking).isEqualTo(booking.meantEnd());
      }
    }
  }

  private static String id(int number) {
    return "booking%06d".formatted(number).replaceAll("[^0-9a-v]", "u");
  }

  private static Instant offsetTime(JsonNode time) {
    return OffsetDateTime.parse(time.path("dateTime").asText()).toInstant();
  }

  @SuppressWarnings("deprecation") // Asks for a token as many applications still do.
  private static String token(GoogleCalendarSimulator google) {
    try (InputStream key = Files.newInputStream(google.serviceAccountKeyFile(directory))) {
      GoogleCredential credential =
          GoogleCredential.fromStream(key, new NetHttpTransport(), GsonFactory.getDefaultInstance())
              .createScoped(List.of("https://www.googleapis.com/auth/calendar"))
              .createDelegated(ANNA);
      credential.refreshToken();
      return credential.getAccessToken();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void inOffice365() {
    try (GraphSimulator graph = GraphSimulator.start(clock, 0)) {
      HttpCalls calls = GraphCalls.to(graph);
      Map<String, List<String>> windows = new HashMap<>();
      Map<String, Booking> byId = new HashMap<>();
      for (Booking booking : bookings) {
        ObjectNode event = event("office365-event", booking);
        HttpCalls.Answer made = calls.send("POST", events(booking.zone()), event.toString());
        assertThat(made.status()).as("%s: %s", booking, made.text()).isEqualTo(201);
        byId.put(made.json().path("id").asText(), booking);
        assertThat(byOtherRules(event.path("start")))
            .as("%s by the rules that ICU carries", booking)
            .isEqualTo(booking.meantStart());
        windows
            .computeIfAbsent(booking.zone(), zone -> new ArrayList<>())
            .add(event.at("/start/timeZone").asText());
      }
      for (String zone : windows.keySet()) {
        JsonNode standing = calls.send("GET", events(zone) + "?$top=999", null).json();
        assertThat(standing.path("value")).hasSameSizeAs(windows.get(zone));
        for (JsonNode event : standing.path("value")) {
          Booking booking = byId.remove(event.path("id").asText());
          assertThat(booking.zone()).isEqualTo(zone);
          assertThat(utc(event.path("start"))).as("%s", booking).isEqualTo(booking.meantStart());
          assertThat(utc(event.path("end"))).as("%s", booking).isEqualTo(booking.meantEnd());
        }
      }
      assertThat(byId).isEmpty();
      assertThat(windows.get("Europe/Kiev")).contains("FLE Standard Time");
      assertThat(windows.get("US/Eastern")).contains("Eastern Standard Time");
    }
  }

  /** One for each zone: mailboxes have quotas. */
  private static String events(String zone) {
    String name = zone.toLowerCase(Locale.ROOT).replace("+", "plus").replaceAll("[^a-z0-9]", "-");
    return "users/" + name + "@example.com/events";
  }

  private static Instant utc(JsonNode time) {
    assertThat(time.path("timeZone").asText()).isEqualTo("UTC");
    return LocalDateTime.parse(time.path("dateTime").asText()).toInstant(ZoneOffset.UTC);
  }

  /** What ICU's own calendar makes of a clock time in a Windows zone, without Java's rules. */
  private static Instant byOtherRules(JsonNode time) {
    LocalDateTime local = LocalDateTime.parse(time.path("dateTime").asText());
    String windows = time.path("timeZone").asText();
    TimeZone zone =
        TimeZone.getTimeZone(
            windows.equals("UTC") ? "Etc/UTC" : TimeZone.getIDForWindowsID(windows, "001"),
            TimeZone.TIMEZONE_ICU);
    Calendar calendar = new GregorianCalendar(zone);
    calendar.clear();
    calendar.set(
        local.getYear(),
        local.getMonthValue() - 1,
        local.getDayOfMonth(),
        local.getHour(),
        local.getMinute(),
        local.getSecond());
    return Instant.ofEpochMilli(calendar.getTimeInMillis());
  }
}
