package io.calroute.verdict.decision;

import io.calroute.appointment.AppointmentKey;
import io.calroute.verdict.fact.Word;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verdict in the making. For use by one thread. */
final class Draft {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String RUNBOOK = "docs/runbook.md#";

  private final Cause cause;
  private final String standing;
  private String clause;
  private Instant since;
  private boolean saysSince;
  private Instant until;
  private Actor who;
  private String remedy;
  private Verdict.Subject appointment;
  private String callback;
  private String successor;
  private List<Verdict.Place> places = List.of();
  private List<Verdict.Tried> tried = List.of();
  private final List<Verdict.Press> press = new ArrayList<>();

  /**
   * A verdict.
   *
   * @param standing what stands, without a full stop
   * @param clause why, without a full stop
   */
  Draft(Cause cause, String standing, String clause) {
    this.cause = cause;
    this.standing = standing;
    this.clause = clause;
    this.who = cause.actor();
    this.remedy = cause.remedy();
  }

  Cause cause() {
    return cause;
  }

  Draft since(Instant at) {
    since = at;
    return this;
  }

  /** Since when, where the clause says so already. */
  Draft sinceAsSaid(Instant at) {
    saysSince = true;
    return since(at);
  }

  Draft until(Instant at) {
    until = at;
    return this;
  }

  Draft who(Actor actor) {
    who = actor;
    return this;
  }

  Draft remedy(String sentence) {
    remedy = sentence;
    return this;
  }

  Draft also(String more) {
    clause = clause + more;
    return this;
  }

  Draft about(AppointmentKey key) {
    appointment = new Verdict.Subject(key.provider(), key.connection(), key.id());
    return this;
  }

  Draft about(Word word) {
    callback = Long.toString(word.id());
    if (appointment == null && word.appointment() != null) {
      appointment = new Verdict.Subject(word.provider(), word.connection(), word.appointment());
    }
    return this;
  }

  Draft goesOnAs(String id) {
    successor = id;
    return this;
  }

  Draft places(List<Verdict.Place> all) {
    places = all;
    return this;
  }

  Draft tried(List<Verdict.Tried> entries) {
    tried = entries;
    return this;
  }

  Draft press(String label, String path) {
    press.add(new Verdict.Press(label, "POST", path));
    return this;
  }

  Draft replay(Word word) {
    return press("Replay", "/api/callbacks/" + word.id() + "/replay");
  }

  Draft resync(AppointmentKey key) {
    return press(
        "Resync",
        asking("/api/appointment/resync", key.provider(), key.connection())
            + "&id="
            + segment(key.id()));
  }

  Draft backfill(String provider, String connection) {
    return press("Begin a backfill", asking("/api/backfill", provider, connection));
  }

  Draft fetch(String provider, String connection, String id) {
    return press(
        "Fetch now from " + provider + "/" + connection,
        asking("/api/fetch", provider, connection) + "&id=" + segment(id));
  }

  Draft withdraw(String provider, String connection, String id) {
    return press(
        "Ask no more",
        "/api/fetch/withdraw?provider="
            + segment(provider)
            + "&connection="
            + segment(connection)
            + "&id="
            + segment(id));
  }

  Verdict verdict() {
    StringBuilder sentence = new StringBuilder(standing).append(": ").append(clause);
    if (since != null && !saysSince) {
      sentence.append(", since ").append(time(since));
    }
    sentence.append(". ").append(who.sentence());
    if (until != null && who == Actor.CALROUTE) {
      sentence.setLength(sentence.length() - 1);
      sentence.append(", next at ").append(time(until)).append('.');
    } else if (until != null) {
      sentence.append(" Calroute tries again at ").append(time(until)).append('.');
    }
    sentence.append(' ').append(remedy);
    return new Verdict(
        cause.code(),
        cause.isWell(),
        sentence.toString(),
        standing,
        clause,
        since,
        who,
        until,
        remedy,
        RUNBOOK + cause.code(),
        appointment,
        callback,
        successor,
        places,
        tried,
        List.copyOf(press));
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  /** The callback in words, such as {@code callback 12 (appointment.canceled)}. */
  static String named(Word word) {
    String name = "callback " + word.id() + (word.type() == null ? "" : " (" + word.type() + ")");
    return word.source() == null
        ? name
        : name + ", which Calroute has read from the provider (" + word.source() + ")";
  }

  /** A sentence as the end of another one. */
  static String clause(String sentence) {
    return sentence == null || sentence.isBlank()
        ? "no reason is given"
        : sentence.strip().replaceFirst("[.]+$", "");
  }

  private static String asking(String path, String provider, String connection) {
    return path + "?provider=" + segment(provider) + "&connection=" + segment(connection);
  }

  private static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
