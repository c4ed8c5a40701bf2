package io.calroute.callback.door;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.journal.JournalUnavailable;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a callback that was not accepted, as {@code application/problem+json} (RFC 9457). What
 * went wrong inside is logged, never told.
 */
public final class Problem implements Processor {

  /** Media type of the answer. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void process(Exchange exchange) {
    Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    CallbackRefused refused = refusal(caught, exchange);
    CallbackAnswer.refused(exchange, refused);
  }

  /**
   * The body of a problem answer.
   *
   * @param status HTTP status
   * @param code stable code
   * @param detail one sentence
   * @return JSON text
   */
  public static String body(int status, String code, String detail) {
    ObjectNode problem = JSON.createObjectNode();
    problem.put("type", "about:blank");
    problem.put("title", code);
    problem.put("status", status);
    problem.put("detail", detail);
    return problem.toString();
  }

  private static CallbackRefused refusal(Throwable caught, Exchange exchange) {
    for (Throwable cause = caught; cause != null; cause = cause.getCause()) {
      if (cause instanceof CallbackRefused refused) {
        return refused;
      }
      if (cause instanceof JournalUnavailable unavailable) {
        return switch (unavailable.reason()) {
          case STORE -> CallbackRefused.storeUnavailable();
          case QUEUE -> CallbackRefused.busy();
          case STOPPING -> CallbackRefused.stopping();
        };
      }
      if (cause instanceof KafkaException refused) {
        tellOfBroker(refused);
        return CallbackRefused.brokerUnavailable();
      }
      if (cause instanceof DirectConsumerNotAvailableException missing) {
        LOG.warn("A callback was refused: {}", missing.getMessage());
        return CallbackRefused.noRoute();
      }
    }
    tellOfFailedStep(caught, exchange);
    return CallbackRefused.stepFailed();
  }

  /** Its client tells of brokers that are away. */
  private static void tellOfBroker(KafkaException refused) {
    if (refused instanceof RecordTooLargeException) {
      LOG.error(
          "A callback was refused: it is larger than the topic allows; set its max.message.bytes"
              + " to 2097152");
    } else {
      LOG.debug("A callback was refused: Kafka did not take it", refused);
    }
  }

  /** An exception's text may hold the address that a step called, and an address may be a key. */
  private static void tellOfFailedStep(Throwable caught, Exchange exchange) {
    LOG.error(
        "A callback of the provider {} was not taken: a step of its route failed with {}; the whole"
            + " exception is logged at DEBUG",
        exchange.getProperty(FrontDoor.PROVIDER),
        caught == null ? "no exception" : caught.getClass().getName());
    LOG.debug("What failed", caught);
  }
}
