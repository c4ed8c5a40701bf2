package io.calroute.retention.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.Redaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Who was erased, as keyed digests. What had come by then names them no more, whenever it is
 * applied; what comes later about an appointment that they were taken out of doesn't either. A
 * booking that is new is another matter. Safe for concurrent use.
 */
@Component
public final class ErasedPeople {

  /** What another replica erases is known here by then. */
  static final Duration REFRESH = Duration.ofSeconds(2);

  /**
   * All of them, as they were read last.
   *
   * @param last by mark, the last callback that had come
   */
  private record Known(Map<String, Long> last, long readAt) {}

  private final JdbcTemplate jdbc;
  private volatile byte[] key;
  private volatile Known known;

  public ErasedPeople(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * What a callback says of an appointment, without those who were erased.
   *
   * @param callback id in the journal
   * @param before marks of those who were taken out of the appointment, or of one that it replaces
   */
  public Redaction.Word word(
      String provider, long callback, JsonNode canonical, Set<String> before) {
    Map<String, Long> last = known().last();
    if (before.isEmpty() && last.isEmpty()) {
      return new Redaction.Word(canonical, false);
    }
    return new Redaction(
            text -> mark(provider, text),
            mark -> before.contains(mark) || last.getOrDefault(mark, 0L) >= callback)
        .of(canonical, before);
  }

  /**
   * What stands for an address or an id.
   *
   * @param provider whose ids they are; addresses are the same everywhere
   * @param text as {@link Redaction} writes it
   */
  String mark(String provider, String text) {
    byte[] secret = key;
    if (secret == null) {
      secret = jdbc.queryForObject("select key from erasure_key", byte[].class);
      key = secret;
    }
    String scoped = text.startsWith("id:") ? provider + ' ' + text : text;
    return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, secret).hmacHex(scoped);
  }

  /** Stores who was erased, together with the last callback that has come by now. */
  long add(Set<String> marks) {
    Long last = jdbc.queryForObject("select coalesce(max(id), 0) from callback", Long.class);
    for (String mark : marks) {
      jdbc.update(
          """
          insert into erasure (digest, last_callback, erased_at) values (?, ?, now())
          on conflict (digest) do update set last_callback = excluded.last_callback,
            erased_at = excluded.erased_at
          """,
          HexFormat.of().parseHex(mark),
          last);
    }
    known = null;
    return last;
  }

  private Known known() {
    Known read = known;
    if (read == null || System.nanoTime() - read.readAt() > REFRESH.toNanos()) {
      Map<String, Long> last = new HashMap<>();
      jdbc.query(
          "select digest, last_callback from erasure",
          row -> {
            last.put(HexFormat.of().formatHex(row.getBytes(1)), row.getLong(2));
          });
      read = new Known(last, System.nanoTime());
      known = read;
    }
    return read;
  }
}
