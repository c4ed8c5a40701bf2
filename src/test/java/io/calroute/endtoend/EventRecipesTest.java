package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.calroute.bundle.EditedCalroute;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.google.GoogleCalendarSimulator;
import io.calroute.sandbox.provider.SavvyCalBooking;
import io.calroute.sandbox.server.Effect;
import io.calroute.sandbox.server.FaultRule;
import io.calroute.sandbox.server.Operation;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;

/** Each recipe of docs/events.md, as it is written there, on a running Calroute. */
class EventRecipesTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Path PAGE = Path.of("docs/events.md");

  @TempDir static Path home;
  private static EditedCalroute edited;
  private static HttpServer chat;
  private static GreenMail mail;
  private static EmbeddedKafkaKraftBroker kafka;
  private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() throws IOException {
    chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    chat.createContext(
        "/",
        call -> {
          SAID.add(new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          call.sendResponseHeaders(200, -1);
          call.close();
        });
    chat.start();
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.setUser("front-desk@example.com", "calroute@example.com", "the-mail-password");
    mail.start();
    kafka = new EmbeddedKafkaKraftBroker(1, 1, "calroute-events");
    kafka.afterPropertiesSet();
    edited =
        EditedCalroute.start(
            home,
            Map.of(
                "chat-webhook",
                "http://127.0.0.1:" + chat.getAddress().getPort() + "/hooks/1",
                "mail-host",
                "127.0.0.1",
                "mail-port",
                mail.getSmtp().getPort(),
                "kafka-brokers",
                kafka.getBrokersAsString(),
                "calroute.events.failed-after",
                "1s"));
  }

  @AfterAll
  static void stop() {
    edited.close();
    kafka.destroy();
    mail.stop();
    chat.stop(0);
  }

  @AfterEach
  void restore() {
    edited.restore();
    edited.awaitInUse();
  }

  @Test
  void recipe1PostsToAChatWhenCredentialsDie() throws IOException {
    Cookbook.recipe(PAGE, 1).follow(edited, home);
    edited.awaitInUse();
    GoogleCalendarSimulator google = edited.installation().google();
    google.faults().add(FaultRule.of(Effect.status(401, "invalid_client"), Operation.TOKEN));
    google.expireTokens();
    book("appt_chat", "prov_anna00000001");
    await().atMost(SOON).until(() -> SAID.size() == 1);
    google.faults().clear();
    await().atMost(SOON).until(() -> SAID.size() == 2);

    assertThat(SAID.stream().map(said -> Json.parse(said).path("text").textValue()))
        .satisfiesExactly(
            text -> assertThat(text).startsWith("credentials.refused: google "),
            text -> assertThat(text).startsWith("credentials.restored: google"));
  }

  @Test
  void recipe2MailsWhenAnAppointmentHasFailed() throws Exception {
    Cookbook.recipe(PAGE, 2).follow(edited, home);
    edited.awaitInUse();
    edited.edit(
        "config/directory.yaml",
        "    - match: {staffId: prov_anna00000001}",
        "    - match: {staffId: prov_nobody}\n      target: google\n"
            + "      calendar: nobody@example.net\n    - match: {staffId: prov_anna00000001}");
    edited.installation().google().unknownCalendar("nobody@example.net");
    book("appt_mail", "prov_nobody");
    assertThat(mail.waitForIncomingEmail(SOON.toMillis(), 1)).isTrue();

    MimeMessage message = mail.getReceivedMessages()[0];
    assertThat(message.getSubject()).isEqualTo("An appointment is not in its calendar");
    assertThat(String.valueOf(message.getContent()))
        .startsWith("savvycal/default/appt_mail has failed since 2")
        .doesNotContain("exchangeProperty");
  }

  @Test
  void recipe3PublishesEverythingToAKafkaTopic() throws IOException {
    Cookbook.recipe(PAGE, 3).follow(edited, home);
    edited.awaitInUse();
    SavvyCalBooking booking = book("appt_kafka", "prov_ben000000001");
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(
            KafkaTestUtils.consumerProps("recipe", "true", kafka),
            new StringDeserializer(),
            new StringDeserializer())) {
      kafka.consumeFromAnEmbeddedTopic(consumer, "calroute-events");
      List<ConsumerRecord<String, String>> records = new ArrayList<>();
      await()
          .atMost(SOON)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return !records.isEmpty();
              });
      assertThat(edited.send(booking.later(), "appointment.canceled")).isEqualTo(202);
      await()
          .atMost(SOON)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() == 3;
              });

      assertThat(records)
          .extracting(record -> type(record) + ' ' + record.key())
          .containsExactly(
              "appointment.synced savvycal/default/appt_kafka",
              "appointment.cancelled savvycal/default/appt_kafka",
              "appointment.synced savvycal/default/appt_kafka");
      assertThat(records)
          .allSatisfy(
              record ->
                  assertThat(
                          new String(
                              record.headers().lastHeader("content-type").value(),
                              StandardCharsets.UTF_8))
                      .isEqualTo("application/cloudevents+json"));
    }
  }

  private static String type(ConsumerRecord<String, String> record) {
    JsonNode event = Json.parse(record.value());
    assertThat(event.path("specversion").textValue()).isEqualTo("1.0");
    assertThat(event.path("source").textValue()).isEqualTo("calroute");
    assertThat(event.path("subject").textValue()).isEqualTo(record.key());
    return event.path("type").textValue();
  }

  private static SavvyCalBooking book(String id, String staff) {
    SavvyCalBooking booking = SavvyCalBooking.of(id).with(staff);
    assertThat(edited.send(booking, "appointment.created")).isEqualTo(202);
    return booking;
  }
}
