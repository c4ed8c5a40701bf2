package io.calroute.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.directory.Calendar;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Mentions;
import io.calroute.callback.journal.Reading;
import io.calroute.command.Commands;
import io.calroute.destination.Target;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sync.planner.EventDifference;
import io.calroute.sync.rebuild.Rebuild;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What is left when callbacks and appointments are too old: calendars, and what is to come. */
class RetentionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  /** More callbacks than say one person's id. */
  private static final int COMMON = 201;

  private static final Duration HALF = Duration.ofMinutes(30);
  private static final String ANNA = "prov_anna00000001";
  private static final String ANNA_CALENDAR = "anna@example.com";
  private static final String BEN = "prov_ben000000001";

  @TempDir private static Path home;
  private static Installation installation;
  private static RunningCalroute calroute;
  private static JdbcTemplate jdbc;

  @BeforeAll
  static void start() {
    installation =
        new Installation(home, 0, 0)
            .with("calroute.sync.sweep-age", "0s")
            .with("calroute.sync.sweep-interval", "0s");
    calroute = installation.run();
    jdbc = calroute.bean(JdbcTemplate.class);
  }

  @BeforeEach
  void nothingIsKept() {
    jdbc.update("delete from appointment");
    jdbc.update("delete from callback");
  }

  @AfterAll
  static void stop() {
    calroute.close();
    installation.close();
  }

  @Test
  void pastEventsStayAndWhatIsToComeGoesOnBeingFollowed() {
    SavvyCalBooking past = booking("past").at(NOW.minus(Duration.ofDays(500)), HALF);
    SavvyCalBooking first = booking("ahead").at(NOW.plus(Duration.ofDays(30)), HALF);
    SavvyCalBooking moved = first.at(NOW.plus(Duration.ofDays(31)), HALF).later();
    String created = first.callback("appointment.created");
    send(past.callback("appointment.created"));
    send(created);
    send(moved.callback("appointment.rescheduled"));
    rest();
    List<JsonNode> before = events(ANNA_CALENDAR);
    assertThat(before).hasSize(2);

    jdbc.update("update callback set received_at = now() - interval '31 days'");
    jdbc.update("update retention set due_at = now()");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    "select taken_until is null and due_at > now() from retention", Boolean.class));

    assertThat(jdbc.queryForList("select external_id from appointment", String.class))
        .containsExactly(moved.id());
    assertThat(jdbc.queryForList("select type from callback", String.class))
        .containsExactly("appointment.rescheduled");
    assertThat(calroute.get("/api/why?id=" + past.id()).at("/items/0/code").asText())
        .isEqualTo("never-received");

    // Neither a sweep that may remove everything nor a rebuild has anything to do with it.
    calroute.call("POST", "/api/sweep?confirm=true");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    "select count(*) > 0 and bool_and(not confirmed) and max(orphans_left) = 0"
                        + " from sweep where swept_at is not null",
                    Boolean.class));
    Rebuild.Result rebuilt =
        calroute.bean(Rebuild.class).rebuild(new Calendar(Target.GOOGLE, ANNA_CALENDAR), true);
    assertThat(rebuilt.rebuilt()).isZero();
    assertThat(rebuilt.left()).isEmpty();
    assertThat(rebuilt.known()).isEqualTo(2);
    assertThat(events(ANNA_CALENDAR)).isEqualTo(before);

    // Its row is gone, so it is no repetition; and it is older than what is known.
    assertThat(send(created)).isEqualTo("accepted");
    rest();
    assertThat(jdbc.queryForList("select outcome from callback order by id", String.class))
        .containsExactly("applied", "stale");
    assertThat(events(ANNA_CALENDAR)).isEqualTo(before);

    // The last word is there, so that an edited mapping would reach the event.
    calroute.call("POST", "/api/remap?provider=savvycal");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(calroute.get("/api/remap").at("/items/0/unchanged").asInt()).isOne());
  }

  /** In whatever way it might come back. */
  @Test
  void aPersonWhoWasErasedStaysErased() throws Exception {
    String jane = "jane.doe@example.net";
    Instant start = NOW.plus(Duration.ofDays(60));
    SavvyCalBooking ahead = booking("erased").with(BEN).at(start, HALF);
    SavvyCalBooking over = booking("over").with(BEN).at(NOW.minus(Duration.ofDays(2)), HALF);
    String created = ahead.callback("appointment.created");
    send(created);
    send(over.callback("appointment.created"));
    String broken = ahead.callback("appointment.created").replace("\"start_at\"", "\"starts\"");
    send(broken);
    send(
        booking("ben")
            .with(BEN)
            .at(start, HALF)
            .callback("appointment.created")
            .replace("jane", "rob")
            .replace("Jane", "Rob"));
    rest();
    assertThat(naming("jane")).isEqualTo(List.of(2, 3, 2));

    calroute.call("POST", "/api/sweep?calendar=jane.doe@example.net");
    jdbc.update(
        """
            insert into provider_object (provider, connection, kind, external_id, document,
              good_until)
            select 'acme', 'default', 'customers', n::text, d::jsonb, now() + interval '1 day'
            from unnest(array['{"email": "Jane.Doe@example.net"}', '{"email": "rob@example.net"}'])
              with ordinality as known (d, n)
            """);

    JsonNode tried = erase("Jane.DOE@Example.NET", true, "leave");
    assertThat(tried.at("/removed/audit").asInt()).isEqualTo(1);
    assertThat(tried.at("/removed/lookedUp").asInt()).isEqualTo(1);
    assertThat(tried.at("/removed/appointments").asInt()).as(tried.toString()).isEqualTo(2);
    assertThat(tried.at("/removed/callbacks").asInt()).isEqualTo(3);
    assertThat(tried.path("stay")).hasSize(2);
    assertThat(naming("jane")).isEqualTo(List.of(2, 3, 2));

    JsonNode erased = erase("Jane.DOE@Example.NET", false, "empty");
    rest();
    assertThat(erased.path("removed")).isEqualTo(tried.path("removed"));
    assertThat(erased.path("waiting").asInt()).isZero();
    assertThat(erased.path("stay")).hasSize(1);
    assertThat(erased.at("/stay/0/appointment/id").asText()).isEqualTo(over.id());
    assertThat(erased.path("emptied")).hasSize(1);
    assertThat(naming("jane")).isEqualTo(List.of(0, 0, 0));
    assertThat(calroute.call("GET", "/api/audit").body()).doesNotContainIgnoringCase("jane");
    assertThat(jdbc.queryForList("select external_id from provider_object", String.class))
        .containsExactly("2");
    assertThat(naming("rob")).isEqualTo(List.of(1, 1, 1));
    assertThat(eventAt(start).toString()).doesNotContainIgnoringCase("jane").contains("Initial");

    // The same delivery, the same booking told anew, a replay and a remap.
    assertThat(send(created)).isEqualTo("duplicate");
    assertThat(send(ahead.callback("appointment.created"))).isEqualTo("accepted");
    assertThat(send(broken)).isEqualTo("duplicate");
    SavvyCalBooking moved = ahead.at(start.plus(HALF), HALF).later();
    assertThat(send(moved.callback("appointment.rescheduled"))).isEqualTo("accepted");
    calroute.call("POST", "/api/callbacks/replay?outcome=ignored");
    calroute.call("POST", "/api/remap?provider=savvycal");
    await()
        .atMost(PATIENCE)
        .until(() -> calroute.get("/api/remap").at("/items/0/finishedAt").isTextual());
    rest();
    assertThat(naming("jane")).isEqualTo(List.of(0, 0, 0));
    assertThat(eventAt(start.plus(HALF)).toString()).doesNotContainIgnoringCase("jane");
    assertThat(erase(jane, true, "leave").at("/removed/appointments").asInt()).isZero();

    // What had come and is applied only now, however it is found.
    String late = booking("late").with(BEN).at(start, HALF).callback("appointment.created");
    long held = held(late);
    erase("ext_appt_retention_late", false, "leave");
    jdbc.update("update callback set retry_at = null where id = ?", held);
    rest();
    assertThat(naming("jane")).isEqualTo(List.of(0, 0, 0));
    assertThat(eventAt(start).toString()).doesNotContainIgnoringCase("jane");

    // A booking that is new is the person's own doing.
    send(booking("anew").with(BEN).at(start, HALF).callback("appointment.created"));
    rest();
    assertThat(naming("jane")).isEqualTo(List.of(1, 1, 1));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    String port = "--server.port=" + calroute.operationsPort();
    assertThat(Commands.run(List.of("erase", "--client", jane, "--dry-run", port), out, out))
        .hasValue(1);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("1 appointments", "1 callbacks", "stays: google ben@example.com, event ")
        .contains("of appt_retention_anew at " + start, "nothing was removed");
    assertThat(calroute.call("POST", "/api/erase", "{\"client\": \" \"}").statusCode())
        .isEqualTo(400);
  }

  /** What can't be applied has no appointment, and a search takes what looks like a tag for one. */
  @Test
  void aPersonIsErasedFromCallbacksThatFailedAndWhereTheNameLooksLikeMarkup() {
    Instant start = NOW.plus(Duration.ofDays(60));
    send(booking("failed").at(start, HALF.negated()).callback("appointment.created"));
    send(
        booking("tag")
            .with(BEN)
            .at(start, HALF)
            .callback("appointment.created")
            .replace("\"Jane", "\"Jane <!--")
            .replace("\"ext_", "\"--> "));
    rest();
    assertThat(naming("jane")).isEqualTo(List.of(1, 2, 1));
    assertThat(calroute.get("/api/callbacks?outcome=failed").path("items")).hasSize(1);
    assertThat(calroute.get("/api/appointments?q=jane.doe@example.net").path("items")).hasSize(1);

    erase("jane.doe@example.net", false, "leave");

    assertThat(naming("jane")).isEqualTo(List.of(0, 0, 0));
  }

  /** Providers write {@code mailto:} before it, or a name, or both. */
  @Test
  void aPersonIsErasedWhereTheAddressStandsAmidOtherText() {
    Instant start = NOW.plus(Duration.ofDays(50));
    String jane = "jane.doe@example.net";
    send(written("mailto", "mailto:jane.doe@example.net", start));
    send(written("named", "Jane <Jane.DOE@Example.net>", start));
    send(written("failed", "Jane Doe <MAILTO:Jane.DOE@Example.net>", start, HALF.negated()));
    send(written("other", "mailto:xjane.doe@example.net", start));
    send(written("other-failed", "X <xjane.doe@example.net>", start, HALF.negated()));
    rest();
    assertThat(
            jdbc.queryForList("select document #>> '{client,email}' from appointment order by 1"))
        .extracting(row -> row.get("?column?"))
        .containsExactly("Jane.DOE@Example.net", jane, "xjane.doe@example.net");
    // As an older version has kept it.
    jdbc.update(
        """
        update appointment set document = jsonb_set(document, '{client,email}',
          '"Jane <mailto:Jane.DOE@example.net>"') where external_id like '%named'
        """);
    jdbc.update(
        """
        insert into provider_object (provider, connection, kind, external_id, document, good_until)
        select 'acme', 'default', 'customers', 'amid-' || n, d::jsonb, now() + interval '1 day'
        from unnest(array['{"a": [{"mail": "mailto:Jane.Doe@example.net"}]}',
          '{"mail": "mailto:xjane.doe@example.net"}']) with ordinality as known (d, n)
        """);
    jdbc.update(
        """
        insert into audit (at, who, how, source, method, path, ids)
        select now(), 'amid', 'token', '', 'POST', '/api/sweep', jsonb_build_object('calendar', c)
        from unnest(array['Jane <jane.doe@example.net>', 'xjane.doe@example.net',
          'jane.doe@example.net.org']) as typed (c)
        """);

    JsonNode tried = erase(jane, true, "leave");
    JsonNode erased = erase(jane, false, "leave");

    assertThat(erased.path("removed")).isEqualTo(tried.path("removed"));
    assertThat(erased.at("/removed/appointments").asInt()).isEqualTo(2);
    assertThat(erased.at("/removed/callbacks").asInt()).isEqualTo(3);
    assertThat(erased.at("/removed/audit").asInt()).isEqualTo(1);
    assertThat(erased.at("/removed/lookedUp").asInt()).isEqualTo(1);
    assertThat(naming("xjane.doe@example.net")).isEqualTo(List.of(1, 2, 1));
    assertThat(
            jdbc.queryForList(
                "select external_id from appointment where document #>> '{client,email}' is null",
                String.class))
        .containsExactlyInAnyOrder("appt_retention_mailto", "appt_retention_named");
    assertThat(
            jdbc.queryForList(
                "select ids ->> 'calendar' from audit where who = 'amid' order by 1", String.class))
        .containsExactly("erased", "jane.doe@example.net.org", "xjane.doe@example.net");

    // A word that comes later brings nobody back, however it writes the address.
    send(written("mailto", "Jane <jane.doe@example.net>", start.plus(HALF)));
    rest();
    assertThat(naming("jane.doe@example.net")).isEqualTo(List.of(1, 2, 1));
    jdbc.update("delete from audit where who = 'amid'");
    jdbc.update("delete from provider_object where external_id like 'amid-%'");
  }

  private static String written(String name, String address, Instant start) {
    return written(name, address, start, HALF);
  }

  private static String written(String name, String address, Instant start, Duration length) {
    return booking(name)
        .with(BEN)
        .at(start, length)
        .callback("appointment.created")
        .replace("jane.doe@example.net", address);
  }

  /** Nobody is told that a person was erased of whom nothing was found for a slip of the pen. */
  @Test
  void anAddressIsReadAsItIsPastedAndAProviderThatNobodyKnowsIsRefused() {
    send(booking("pasted").with(BEN).at(NOW.plus(HALF), HALF).callback("appointment.created"));
    rest();
    jdbc.update(
        """
        insert into unknown_at_provider
        select 'acme', 'default', one, now()
        from unnest(array['Jane.Doe@example.net', 'mailto:jane.doe@example.net',
          'ext_appt_retention_pasted', 'xjane.doe@example.net']) one
        """);
    jdbc.update(
        """
        insert into ask (provider, connection, external_id, due_at)
        select 'acme', 'default', one, now() + interval '1 day'
        from unnest(array['jane.doe@example.net', 'ext_appt_retention_pasted']) one
        """);

    for (String pasted :
        List.of(
            "jane.doe@example.net",
            "mailto:jane.doe@example.net",
            "Jane Doe <Jane.Doe@example.net>",
            " <mailto:jane.doe@example.net?subject=Hello> ")) {
      JsonNode tried = erase(pasted, true, "leave");
      assertThat(tried.at("/removed/appointments").asInt()).as(pasted).isOne();
      assertThat(tried.at("/removed/lookedUp").asInt()).as(pasted).isEqualTo(3);
    }
    JsonNode two = erase("jane.doe@example.net, rob@example.net", false, "leave");
    assertThat(two.path("title").asText()).isEqualTo("bad-parameter");
    JsonNode slip =
        RunningCalroute.json(
            calroute
                .call(
                    "POST",
                    "/api/erase",
                    "{\"client\": \"ext_appt_retention_pasted\", \"provider\": \"savycal\"}")
                .body());
    assertThat(slip.path("title").asText()).isEqualTo("unknown-connection");
    assertThat(slip.path("detail").asText()).contains("savvycal");
    assertThat(naming("jane")).isEqualTo(List.of(1, 1, 1));

    erase("Jane Doe <jane.doe@example.net>", false, "leave");
    assertThat(naming("jane")).isEqualTo(List.of(0, 0, 0));
    assertThat(jdbc.queryForList("select external_id from unknown_at_provider", String.class))
        .containsExactlyInAnyOrder("ext_appt_retention_pasted", "xjane.doe@example.net");
    assertThat(jdbc.queryForList("select external_id from ask", String.class))
        .containsExactly("ext_appt_retention_pasted");
    erase("ext_appt_retention_pasted", false, "leave");
    assertThat(jdbc.queryForList("select external_id from unknown_at_provider", String.class))
        .containsExactly("xjane.doe@example.net");
    assertThat(jdbc.queryForList("select external_id from ask", String.class))
        .as("a booking may have the same id")
        .containsExactly("ext_appt_retention_pasted");
    jdbc.update("delete from unknown_at_provider");
    jdbc.update("delete from ask");
  }

  /** What was configured once has left people in the store. */
  @Test
  void aPersonIsErasedByAnIdOfAProviderThatIsConfiguredNoMore() {
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, changed_at)
        values ('formerly', 'default', 'one', 'confirmed', 1, '[1]', 1,
          '{"id": "one", "title": "Consult", "client": {"id": "crm-0000017"}}', now())
        """);

    assertThat(erase("crm-0000017", false, "leave").at("/removed/appointments").asInt()).isOne();
    assertThat(naming("crm-0000017").get(0)).isZero();
  }

  /** People type their address where their name is asked for, and titles are made of names. */
  @Test
  void anAddressThatWasTypedAsANameIsErasedFromTheTitleAndTheEvent() {
    Instant start = NOW.plus(Duration.ofDays(45));
    SavvyCalBooking typed = booking("typed").with(BEN).at(start, HALF);
    send(namedByAddress(typed.callback("appointment.created")));
    rest();
    assertThat(naming("jane.doe")).isEqualTo(List.of(1, 1, 1));

    JsonNode erased = erase("jane.doe@example.net", false, "empty");
    rest();

    assertThat(erased.at("/removed/appointments").asInt()).isOne();
    assertThat(erased.path("emptied")).hasSize(1);
    assertThat(naming("jane.doe")).isEqualTo(List.of(0, 0, 0));
    assertThat(eventAt(start).toString()).doesNotContainIgnoringCase("jane").contains("Initial");

    send(
        namedByAddress(
            typed.at(start.plus(HALF), HALF).later().callback("appointment.rescheduled")));
    rest();
    assertThat(naming("jane.doe")).isEqualTo(List.of(0, 0, 0));
    assertThat(eventAt(start.plus(HALF)).toString()).doesNotContainIgnoringCase("jane");
  }

  private static String namedByAddress(String callback) {
    return callback
        .replace("jane.doe@example.net", "robert@example.net")
        .replace("\"Jane\"", "\"Jane.Doe@Example.net\"");
  }

  /** An event type, a staff member: whoever mistypes an id must not empty the journal. */
  @Test
  void whatVeryManyCallbacksSayIsNotErasedUnlessItIsMeant() {
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body,
          outcome, type, mentions)
        select 'savvycal', 'default', 'id:common-' || n, now(), 'UTF-8', '{}', 'failed',
          'appointment.odd', array[?]
        from generate_series(1, ?) n
        """,
        Mentions.hash("appointment.odd"),
        COMMON);
    String left =
        "select count(*) from callback where type = 'appointment.odd' and body is not null";

    assertThat(erase("appointment.odd", true, "leave").at("/removed/callbacks").asInt())
        .isEqualTo(COMMON);
    for (String slip : List.of("\"dryRun\": \"yes\"", "\"dryRunn\": true", "\"many\": \"true\"")) {
      assertThat(
              calroute
                  .call("POST", "/api/erase", "{\"client\": \"appointment.odd\", " + slip + "}")
                  .statusCode())
          .as(slip)
          .isEqualTo(400);
    }
    JsonNode refused = erase("appointment.odd", false, "leave");
    assertThat(refused.path("title").asText()).isEqualTo("not-one-person");
    assertThat(refused.path("detail").asText()).startsWith("201 callbacks").contains("dryRun");
    assertThat(jdbc.queryForObject(left, Integer.class)).isEqualTo(COMMON);

    calroute.call("POST", "/api/erase", "{\"client\": \"appointment.odd\", \"many\": true}");
    assertThat(jdbc.queryForObject(left, Integer.class)).isZero();
  }

  /** A hundred in a transaction, each found by an index. */
  @Test
  void manyBookingsOfOnePersonAreErased() {
    int many = Integer.getInteger("erasure.bookings", 2_000);
    jdbc.update(
        """
        insert into appointment (provider, connection, external_id, status, revision, version,
          version_callback, document, starts_at, ends_at, changed_at)
        select 'savvycal', 'default', 'regular-' || n, 'confirmed', 1, '[1]', n,
          jsonb_build_object('id', 'regular-' || n, 'title', 'Consult', 'client',
            jsonb_build_object('email', 'Regular@example.net', 'name', 'Regular')),
          now(), now(), now()
        from generate_series(1, ?) n
        """,
        many);
    jdbc.update(
        """
        insert into callback (provider, connection, delivery_key, received_at, charset, body,
          outcome, appointment_key)
        select 'savvycal', 'default', 'regular-' || n, now(), 'UTF-8', '{"a": "regular"}',
          'applied', 'regular-' || n from generate_series(1, ?) n
        """,
        many);

    JsonNode erased = erase("regular@example.net", false, "leave");

    assertThat(erased.at("/removed/appointments").asInt()).isEqualTo(many);
    assertThat(erased.at("/removed/callbacks").asInt()).isEqualTo(many);
    assertThat(naming("regular@")).isEqualTo(List.of(0, 0, 0));
    jdbc.update("delete from appointment");
  }

  /** Nobody sees it before it is held. */
  private static long held(String callback) {
    Journal.Observation late =
        new Journal.Observation(
            "savvycal",
            "default",
            "late",
            callback.getBytes(StandardCharsets.UTF_8),
            new Reading(Reading.Source.GET, NOW, NOW, null));
    return calroute
        .bean(TransactionTemplate.class)
        .execute(
            transaction -> {
              long id = calroute.bean(Journal.class).observe(List.of(late)).get(0);
              jdbc.update(
                  "update callback set retry_at = now() + interval '1 day' where id = ?", id);
              return id;
            });
  }

  /** Appointments, callbacks and references that have a name in them. */
  private static List<Integer> naming(String name) {
    return Stream.of(
            "appointment where document::text ilike ?",
            "callback where convert_from(body, 'UTF8') ilike ?",
            "reference where concat(applied_content, in_flight_content, late_texts) ilike ?")
        .map(
            rows ->
                jdbc.queryForObject(
                    "select count(*) from " + rows, Integer.class, "%" + name + "%"))
        .toList();
  }

  private static JsonNode erase(String client, boolean dryRun, String calendars) {
    return RunningCalroute.json(
        calroute
            .call(
                "POST",
                "/api/erase",
                "{\"client\": \"%s\", \"dryRun\": %s, \"calendars\": \"%s\"}"
                    .formatted(client, dryRun, calendars))
            .body());
  }

  private static JsonNode eventAt(Instant start) {
    return events("ben@example.com").stream()
        .filter(event -> EventDifference.begins(event).filter(start::equals).isPresent())
        .filter(event -> !event.path("summary").asText().contains("Rob"))
        .findFirst()
        .orElseThrow();
  }

  private static SavvyCalBooking booking(String name) {
    return SavvyCalBooking.of("appt_retention_" + name).with(ANNA);
  }

  private static String send(String callback) {
    return RunningCalroute.json(
            calroute.postSigned("/callbacks/savvycal", "x-savvycal-signature", callback).body())
        .path("status")
        .asText();
  }

  private static List<JsonNode> events(String calendar) {
    return installation.google().calendar(calendar).events().stream()
        .map(event -> event.resource())
        .toList();
  }

  private static void rest() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                jdbc.queryForObject(
                    """
                    select not exists (select from callback where outcome = 'pending')
                      and not exists (select from reference where due_at is not null)
                    """,
                    Boolean.class));
  }
}
