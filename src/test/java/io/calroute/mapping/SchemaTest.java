package io.calroute.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.mapping.function.Expressions;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
  private ObjectNode appointment;

  @BeforeEach
  void aValidAppointment() throws Exception {
    appointment =
        (ObjectNode) HouseMappings.CASES.actual("pexip-engage", "create-accepted").deepCopy();
    assertThat(HouseMappings.SCHEMA.check(appointment)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/status            | \"paused\"                  | /status",
        "/id                | 5                           | /id",
        "/id                | \"\"                        | /id",
        "/version           | []                          | /version",
        "/version           | [1.5]                       | /version/0",
        "/start             | null                        | /start",
        "/start/instant     | \"2026-12-01T10:00:00+01:00\" | /start",
        "/title             | null                        | /title",
        "/staff/0/email     | 7                           | /staff/0/email",
        "/meeting/virtual   | \"true\"                    | /meeting/virtual",
        "/copies            | [{\"target\":\"palm\",\"calendar\":null,\"id\":\"1\"}] | /copies/0/target",
        "/externalIds       | {\"a\":null}                | /externalIds/a",
        "/warnings          | [{\"code\":\"Not Kebab\",\"message\":\"m\"}] | /warnings/0/code",
        "/surprise          | 1                           |``",
        "/client/password   | \"x\"                       | /client",
      })
  void namesThePlaceOfEveryProblem(String place, String value, String pointer) {
    set(place, Expressions.json(value));

    assertThat(HouseMappings.SCHEMA.check(appointment))
        .isNotEmpty()
        .anySatisfy(
            problem -> {
              assertThat(problem.pointer()).isEqualTo(pointer);
              assertThat(problem.reason()).isNotBlank();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "deleted", "unscheduled"})
  void anAppointmentWithoutAnEventNeedsNoTime(String status) {
    appointment.put("status", status);
    appointment.putNull("start");
    appointment.putNull("end");
    appointment.putNull("title");

    assertThat(HouseMappings.SCHEMA.check(appointment)).isEmpty();
  }

  @Test
  void nothingMayBeLeftOut() {
    for (String member : (Iterable<String>) () -> appointment.deepCopy().fieldNames()) {
      ObjectNode without = appointment.deepCopy();
      without.remove(member);
      assertThat(HouseMappings.SCHEMA.check(without)).as(member).isNotEmpty();
    }
  }

  @Test
  void everyMemberIsDescribedOrNamedPlainly() throws Exception {
    JsonNode schema = Expressions.JSON.readTree(Path.of("mappings", Schema.APPOINTMENT).toFile());
    JsonNode members = schema.at("/$defs/appointment/properties");
    members
        .properties()
        .forEach(
            member ->
                assertThat(member.getValue().has("description")).as(member.getKey()).isTrue());
  }

  @Test
  void aFileThatIsNoSchemaIsAFault() {
    assertThatThrownBy(() -> new Schema(Path.of("mappings", "nowhere.json")))
        .isInstanceOf(UncheckedIOException.class);
  }

  private void set(String place, JsonNode value) {
    int cut = place.lastIndexOf('/');
    ((ObjectNode) appointment.at(place.substring(0, cut))).set(place.substring(cut + 1), value);
  }
}
