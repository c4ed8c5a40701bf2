package io.calroute.retention.erasure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.journal.Mentions;
import io.calroute.destination.Imprint;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Where the store names a person beside the appointments themselves. Everything is found by an
 * index. Methods take part in the caller's transaction. Safe for concurrent use.
 */
@Component
final class ErasureStore {

  private static final String KEYS = "unnest(?::text[], ?::text[], ?::text[]) as k (p, c, e)";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcTemplate jdbc;

  ErasureStore(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Appointments whose words hold a text.
   *
   * @param provider null for any
   */
  List<Long> appointments(Collection<String> spellings, String provider) {
    jdbc.execute("set local enable_seqscan = off");
    Set<Long> ids = new java.util.TreeSet<>();
    for (String one : spellings) {
      ids.addAll(
          jdbc.queryForList(
              """
              select id from appointment where (?::text is null or provider = ?)
                and appointment_words(external_id, document)
                  @@ plainto_tsquery('simple', translate(?, '<>', '  '))
              """,
              Long.class,
              provider,
              provider,
              one));
    }
    return List.copyOf(ids);
  }

  /**
   * Callbacks about appointments; of those that are shared, only those that say one of the texts.
   */
  List<Long> callbacks(Collection<Appointment> about, Set<Long> said) {
    jdbc.execute("set local enable_seqscan = off");
    List<Appointment> own = about.stream().filter(one -> !one.isShared()).toList();
    List<Long> ids =
        new ArrayList<>(
            jdbc.queryForList(
                """
                select b.id from %s cross join lateral (
                  select id from callback b where b.appointment_key = k.e and b.provider = k.p
                    and b.connection = k.c and b.outcome <> 'pending' and b.body is not null
                    offset 0) b
                """
                    .formatted(KEYS),
                Long.class,
                keys(own)));
    List<Appointment> shared = about.stream().filter(Appointment::isShared).toList();
    jdbc.query(
        """
        select b.id, b.body, b.charset from %s cross join lateral (
          select id, body, charset from callback b where b.appointment_key = k.e
            and b.provider = k.p and b.connection = k.c and b.outcome <> 'pending'
            and b.body is not null offset 0) b
        """
            .formatted(KEYS),
        row -> {
          if (Mentions.of(row.getBytes(2), row.getString(3)).stream().anyMatch(said::contains)) {
            ids.add(row.getLong(1));
          }
        },
        keys(shared));
    return ids;
  }

  /** Callbacks that were not applied and say one of some texts. */
  List<Long> mentioning(Set<Long> said) {
    jdbc.execute("set local enable_seqscan = off");
    return jdbc.queryForList(
        """
        select distinct c.id from unnest(?::bigint[]) as s (hash) cross join lateral (
          select id from callback where mentions is not null and mentions @> array[s.hash]
            and outcome <> 'pending' and body is not null offset 0) c
        """,
        Long.class,
        (Object) said.toArray(Long[]::new));
  }

  /** How many callbacks are pending that had come by then; a thousand for more. */
  long pending(long last) {
    return jdbc.queryForObject(
        "select count(*) from (select from callback where outcome = 'pending' and id <= ?"
            + " limit 1000) waiting",
        Long.class,
        last);
  }

  /**
   * Appointments that somebody was taken out of before.
   *
   * @param marks any of which stands for that person
   * @param provider null for any
   */
  List<Long> erasedFrom(Collection<String> marks, String provider) {
    jdbc.execute("set local enable_seqscan = off");
    return jdbc.queryForList(
        """
        select distinct a.id from unnest(?::text[]) as m (mark) cross join lateral (
          select id from appointment where document -> 'erased' is not null
            and document -> 'erased' @> to_jsonb(m.mark) and (?::text is null or provider = ?)
            offset 0) a
        """,
        Long.class,
        marks.toArray(String[]::new),
        provider,
        provider);
  }

  /**
   * By what else a person is known who was taken out of appointments: by that, too, they stay so.
   */
  void mark(Collection<Long> appointments, Collection<String> marks) {
    jdbc.update(
        """
        update appointment set document = jsonb_set(document, '{erased}', (
          select jsonb_agg(distinct mark) from (
            select jsonb_array_elements_text(document -> 'erased') union all select unnest(?::text[])
          ) as all_marks (mark)))
        where id = any (?) and document -> 'erased' is not null
          and not document -> 'erased' @> to_jsonb(?::text[])
        """,
        marks.toArray(String[]::new),
        appointments.toArray(Long[]::new),
        marks.toArray(String[]::new));
  }

  /**
   * Events that stand for appointments.
   *
   * @param untouched whether only those that were not written since somebody was erased
   */
  List<ErasureReport.Event> events(
      Collection<Appointment> of, Instant endingAfter, boolean after, boolean untouched) {
    return jdbc.query(
        """
        select l.target, l.calendar, r.event_id, a.provider, a.connection, a.external_id,
          a.starts_at
        from reference r join lane l on l.id = r.lane_id join appointment a
          on a.id = r.appointment_id
        where r.appointment_id = any (?) and r.state = 'live'
          and coalesce(a.ends_at > ?, false) = ? and (not ? or r.applied_hash = 'erased')
        order by a.starts_at, r.id
        """,
        (row, index) ->
            new ErasureReport.Event(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                new AppointmentKey(row.getString(4), row.getString(5), row.getString(6)),
                row.getTimestamp(7) == null ? null : row.getTimestamp(7).toInstant()),
        ids(of),
        Timestamp.from(endingAfter),
        after,
        untouched);
  }

  /** What hooks are still to be told of appointments. */
  long hooks(Collection<Appointment> of, boolean dryRun) {
    return change(
        dryRun,
        "event where subject = any (?)",
        (Object) of.stream().map(one -> one.key().text()).toArray(String[]::new));
  }

  /** What is still to be written into bookings, and what was. */
  long writes(Collection<Appointment> of, boolean dryRun) {
    return change(
        dryRun,
        "outbox where (provider, connection, external_id) in (select p, c, e from " + KEYS + ")",
        keys(of));
  }

  /**
   * Rows of the audit that say one of some texts: the text goes, what was done stays.
   *
   * @param within whether the texts are such as are nobody else's, amid others too
   */
  long audited(Collection<String> spellings, boolean within, boolean dryRun) {
    String[] said = patterns(spellings, within);
    String rows = "exists (select from jsonb_each_text(ids) where " + says("value") + ")";
    return dryRun
        ? jdbc.queryForObject("select count(*) from audit where " + rows, Long.class, (Object) said)
        : jdbc.update(
            "update audit set ids = (select jsonb_object_agg(key, case when "
                + says("value")
                + " then 'erased' else value end) from jsonb_each_text(ids)) where "
                + rows,
            said,
            said);
  }

  /** Those of which anything is kept, whether they are still configured or not. */
  List<String> providers() {
    return jdbc.queryForList(
        """
        with recursive known (provider) as (
          select min(provider) from appointment
          union all
          select (select min(a.provider) from appointment a where a.provider > k.provider)
          from known k where k.provider is not null)
        select provider from known where provider is not null
        """,
        String.class);
  }

  /**
   * What providers were asked about the person, and what they have said when they were asked what
   * an id stands for. A booking that happens to have the person's id goes on being asked about.
   */
  long lookedUp(Collection<String> spellings, boolean dryRun) {
    String[] said = patterns(spellings, false);
    String[] addresses =
        patterns(spellings.stream().filter(one -> one.contains("@")).toList(), false);
    return change(dryRun, "unknown_at_provider where " + says("external_id"), (Object) said)
        + change(dryRun, "ask where " + says("external_id"), (Object) addresses)
        + change(
            dryRun,
            "provider_object where "
                + says("external_id")
                + " or exists (select from jsonb_path_query(document, '$.**') as one (value) where "
                + says("value #>> '{}'")
                + ")",
            said,
            said);
  }

  private static String says(String value) {
    return "exists (select from unnest(?::text[]) as s (pattern) where lower(%s) ~ s.pattern)"
        .formatted(value);
  }

  /** An address that only ends or begins with another one is somebody else's. */
  private static String[] patterns(Collection<String> spellings, boolean within) {
    return spellings.stream()
        .map(one -> one.toLowerCase(Locale.ROOT))
        .map(
            one -> {
              String text = one.replaceAll("[\\p{Punct}\\s]", "\\\\$0");
              return one.contains("@")
                  ? "(^|[][:space:]<>(){}\",;:=?|@\\\\[])['`.*]*"
                      + text
                      + "(?![[:alnum:]@]|[.-]+[[:alnum:]])"
                  : within ? "(^|[^[:alnum:]])" + text + "($|[^[:alnum:]])" : "^" + text + "$";
            })
        .toArray(String[]::new);
  }

  private long change(boolean dryRun, String rows, Object... values) {
    return dryRun
        ? jdbc.queryForObject("select count(*) from " + rows, Long.class, values)
        : jdbc.update("delete from " + rows, values);
  }

  /** Names under which appointments are no longer found, and what is kept while they are asked. */
  void forgetNames(Collection<Appointment> of) {
    jdbc.update(
        """
        delete from appointment_alias n using appointment a
        where a.id = any (?) and n.appointment_id = a.id and n.kind <> 'meeting.link'
          and a.document #>> array['externalIds', n.kind] is distinct from n.value
        """,
        ids(of));
    jdbc.update(
        "update ask set document = null where (provider, connection, external_id) in"
            + " (select p, c, e from "
            + KEYS
            + ")",
        keys(of));
  }

  /** What is kept of callbacks until their providers have said what holds. */
  void forgetAsked(Collection<Long> callbacks) {
    jdbc.update(
        """
        update ask a set document = null from callback c
        where c.id = any (?) and a.provider = c.provider and a.connection = c.connection
          and a.external_id = c.appointment_key
        """,
        (Object) callbacks.toArray(Long[]::new));
  }

  /**
   * Has events that are not over written anew. What was last written stays known until then, or
   * their text could not be told from what others have put beside it.
   */
  void empty(Collection<Appointment> of, Instant now) {
    jdbc.update(
        """
        update reference r set due_at = ?, waiting = false, attempts = 0 from appointment a
        where a.id = any (?) and r.appointment_id = a.id and a.ends_at > ? and r.due_at is null
          and r.wanted and r.state = 'live'
        """,
        Timestamp.from(now),
        ids(of),
        Timestamp.from(now));
  }

  /**
   * Forgets what events at rest show. Should one be written again, all of it is, as what is left of
   * its content equals nothing; by their imprints its words are told from what others have put
   * beside them.
   */
  void forgetContents(Collection<Appointment> of) {
    jdbc.update(
        "update made_call set message = null where appointment_id = any (?) and message is not null",
        ids(of));
    List<Object[]> imprints =
        jdbc.query(
            """
            select id, applied_content, late_texts from reference where appointment_id = any (?) and due_at is null
              and in_flight_operation is null and applied_content is not null
              and applied_content <> '{}'
            for update
            """,
            (row, index) ->
                forgotten(row.getLong(1), json(row.getString(2)), json(row.getString(3))),
            ids(of));
    jdbc.batchUpdate(
        """
        update reference set applied_content = ?, applied_hash = 'erased', late_texts = ?,
          failure_message = case when failure_message is not null then 'It was erased.' end,
          writes = writes + 1
        where id = ?
        """,
        imprints);
  }

  /** Guests and words of an event stay as imprints; that it carries a meeting names nobody. */
  private static Object[] forgotten(long id, JsonNode content, JsonNode late) {
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    if (content.path("isOnlineMeeting").asBoolean()) {
      known.put("isOnlineMeeting", true);
    }
    for (JsonNode guest : content.path("attendees")) {
      String address = guest.path("email").asText(guest.at("/emailAddress/address").asText());
      known
          .withArray("attendees")
          .addObject()
          .put("email", imprint(address.strip().toLowerCase(Locale.ROOT)));
    }
    ArrayNode texts = JsonNodeFactory.instance.arrayNode();
    String words = content.at("/body/content").asText(content.path("description").asText());
    if (!words.isBlank()) {
      texts.add(imprint(words));
    }
    late.forEach(text -> texts.add(imprint(text.asText())));
    return new Object[] {known.toString(), texts.isEmpty() ? null : texts.toString(), id};
  }

  private static String imprint(String text) {
    return Imprint.read(text).orElseGet(() -> Imprint.of(text)).text();
  }

  private static JsonNode json(String text) {
    try {
      return text == null ? JsonNodeFactory.instance.nullNode() : JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was stored can be read", e);
    }
  }

  private static Object ids(Collection<Appointment> of) {
    return of.stream().map(Appointment::id).toArray(Long[]::new);
  }

  private static Object[] keys(Collection<Appointment> of) {
    return List.<Function<AppointmentKey, String>>of(
            AppointmentKey::provider, AppointmentKey::connection, AppointmentKey::id)
        .stream()
        .map(column -> of.stream().map(one -> column.apply(one.key())).toArray(String[]::new))
        .collect(Collectors.toList())
        .toArray();
  }
}
