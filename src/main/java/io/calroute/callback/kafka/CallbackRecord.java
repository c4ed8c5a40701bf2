package io.calroute.callback.kafka;

import io.calroute.callback.connection.Connections;
import io.calroute.callback.door.CallbackRefused;
import io.calroute.callback.journal.Delivery;
import io.calroute.callback.journal.DeliveryKey;
import io.calroute.callback.journal.DuplicateRule;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.port.JsonBody;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;

/**
 * A delivery as a record of the topic: its body is the value as it came, the rest are headers in
 * UTF-8. Nothing in a record is believed because it is there.
 */
final class CallbackRecord {

  private static final String PROVIDER = "provider";
  private static final String CONNECTION = "connection";
  private static final String TYPE = "type";
  private static final String ID = "id";
  private static final String RECEIVED = "received-at";
  private static final String KEY = "delivery-key";
  private static final String WINDOW = "delivery-window-seconds";
  private static final String CHARSET = "charset";
  private static final String REASON = "reason";

  /** As in W3C Trace Context. */
  private static final String TRACEPARENT = "traceparent";

  private static final String CALLBACK = "callback";
  private static final String IGNORED = "ignored-callback";

  private static final int NAME_LIMIT = 200;
  private static final int KEY_LIMIT = 400;
  private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

  /** Clocks differ, and a stamp that lies further ahead counts as its arrival anyway. */
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** Older ones get an id of the journal's own. */
  private static final Duration OLDEST = Duration.ofDays(366);

  private CallbackRecord() {}

  /** What Camel's Kafka component makes the record of, beside the body. */
  static Map<String, Object> headers(Delivery delivery) {
    Map<String, Object> headers = new LinkedHashMap<>();
    // Another one for each callback: a topic that is compacted by mistake loses repetitions only.
    headers.put(
        KafkaConstants.KEY,
        delivery.provider() + "/" + delivery.connection() + "/" + delivery.key().text());
    headers.put(PROVIDER, delivery.provider());
    headers.put(CONNECTION, delivery.connection());
    headers.put(TYPE, delivery.outcome() == null ? CALLBACK : IGNORED);
    headers.put(ID, delivery.id().toString());
    headers.put(RECEIVED, delivery.receivedAt().toString());
    headers.put(KEY, delivery.key().text());
    headers.put(WINDOW, Long.toString(delivery.key().window().toSeconds()));
    headers.put(CHARSET, delivery.charset());
    if (delivery.traceparent() != null) {
      headers.put(TRACEPARENT, delivery.traceparent());
    }
    if (delivery.outcome() != null) {
      headers.put(REASON, delivery.outcome().reason());
    }
    return headers;
  }

  /**
   * What a record says.
   *
   * @return a delivery that failed already for a record that can't be believed; empty for one that
   *     does not even say whose callback it is
   */
  static Optional<Delivery> read(Carried record, Connections known, Instant now) {
    String provider = text(record, PROVIDER);
    String connection = text(record, CONNECTION);
    if (!isName(provider, NAME_LIMIT) || !isName(connection, NAME_LIMIT)) {
      return Optional.empty();
    }
    try {
      Delivery delivery = delivery(record, provider, connection, now);
      return Optional.of(
          known.find(provider, connection).isPresent()
              ? delivery
              : failed(
                  delivery,
                  "unknown-connection",
                  "No such connection is configured where the record was read; configure it and"
                      + " replay the callback."));
    } catch (Unsound unsound) {
      return Optional.of(
          failed(
              bare(record, provider, connection, now, record.value()),
              "unsound-record",
              "The record at "
                  + record.place()
                  + " of Kafka is none that Calroute writes: "
                  + unsound.getMessage()));
    }
  }

  /** What is kept of a record that the store has refused. */
  static Delivery refused(Carried record, Delivery delivery) {
    return failed(
        bare(record, delivery.provider(), delivery.connection(), delivery.receivedAt(), null),
        "store-refused",
        "The store did not take the record at " + record.place() + " of Kafka.");
  }

  /** Whether a delivery is known to be one that can't be applied. */
  static boolean isFailed(Delivery delivery) {
    return delivery.outcome() != null && delivery.outcome().kind() == Outcome.Kind.FAILED;
  }

  private static Delivery failed(Delivery delivery, String code, String reason) {
    return new Delivery(
        delivery.provider(),
        delivery.connection(),
        delivery.key(),
        delivery.receivedAt(),
        delivery.charset(),
        delivery.body(),
        Outcome.failed(code, reason),
        delivery.id(),
        delivery.traceparent());
  }

  /** What is left of a record that can't be believed, under a name that keeps no other one out. */
  private static Delivery bare(
      Carried record, String provider, String connection, Instant now, byte[] body) {
    return new Delivery(
        provider,
        connection,
        new DeliveryKey("kafka:" + record.place(), Duration.ZERO),
        now,
        StandardCharsets.UTF_8.name(),
        body == null || body.length > JsonBody.LIMIT_BYTES ? new byte[0] : body);
  }

  private static final class Unsound extends Exception {
    private static final long serialVersionUID = 1;

    Unsound(String message) {
      super(message, null, false, false);
    }
  }

  private static Delivery delivery(Carried record, String provider, String connection, Instant now)
      throws Unsound {
    String type = required(record, TYPE);
    if (!type.equals(CALLBACK) && !type.equals(IGNORED)) {
      throw new Unsound("its type is neither " + CALLBACK + " nor " + IGNORED + ".");
    }
    boolean ignored = type.equals(IGNORED);
    byte[] body = record.value() == null ? new byte[0] : record.value();
    String charset = required(record, CHARSET);
    String key = required(record, KEY);
    if (!isName(key, KEY_LIMIT) || key.startsWith("kafka:")) {
      throw new Unsound("its delivery key is none.");
    }
    try {
      if (!ignored) {
        JsonBody.valueAt(body, Charset.forName(charset), null);
      } else if (body.length > JsonBody.LIMIT_BYTES) {
        throw CallbackRefused.tooLarge(JsonBody.LIMIT_BYTES);
      }
      Instant receivedAt = Instant.parse(required(record, RECEIVED));
      if (receivedAt.isAfter(now.plus(AHEAD)) || receivedAt.isBefore(Instant.EPOCH)) {
        throw new Unsound("its time of receipt is none that can be.");
      }
      Duration window = Duration.ofSeconds(Long.parseLong(required(record, WINDOW)));
      if (window.isNegative() || window.compareTo(LONGEST_WINDOW) > 0) {
        throw new Unsound("its delivery window is none that can be.");
      }
      long id = Long.parseLong(required(record, ID));
      String reason = ignored ? required(record, REASON) : null;
      return new Delivery(
          provider,
          connection,
          ignored ? DuplicateRule.ignored(body) : new DeliveryKey(key, window),
          receivedAt,
          Charset.forName(charset).name(),
          body,
          ignored ? Outcome.ignoredByRoute(reason) : null,
          isOf(id, receivedAt, now) ? id : null,
          traceparent(record));
    } catch (CallbackRefused refused) {
      throw new Unsound(refused.getMessage());
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new Unsound("its headers are of a wrong shape.");
    }
  }

  /** An id that somebody made up could be one that the sequence has yet to give. */
  private static boolean isOf(long id, Instant receivedAt, Instant now) {
    return receivedAt.isAfter(now.minus(OLDEST))
        && id > CallbackIds.first(receivedAt.minus(AHEAD))
        && id < CallbackIds.first(receivedAt.plus(AHEAD));
  }

  /** What is none is left out: a trace is worth no callback. */
  private static String traceparent(Carried record) {
    String text = text(record, TRACEPARENT);
    return text != null && text.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}") ? text : null;
  }

  private static String required(Carried record, String name) throws Unsound {
    String text = text(record, name);
    if (text == null || text.isBlank()) {
      throw new Unsound("it has no header " + name + ".");
    }
    return text;
  }

  private static String text(Carried record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static boolean isName(String text, int limit) {
    return text != null
        && !text.isBlank()
        && text.length() <= limit
        && text.chars()
            .allMatch(c -> c > 0x1f && c != '\ufffd' && !Character.isSurrogate((char) c));
  }
}
