package io.calroute.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapCommandTest {

  @TempDir Path home;

  @BeforeEach
  void copy() throws IOException {
    CommandLine.copyBundle(home);
    Files.writeString(
        home.resolve("config/directory.yaml"),
        """
        calroute:
          directory:
            - match: {provider: agendize}
              target: google
              calendar: anna@example.com
            - match: {provider: savvycal}
              target: office365
              calendar: carla@example.org
        """);
  }

  private CommandLine map(String... words) {
    String[] line = new String[words.length + 5];
    line[0] = "map";
    line[4] = "--explain";
    line[1] = "--spring.config.location=classpath:/," + home.resolve("config") + "/";
    line[2] = "--calroute.mappings-dir=" + home.resolve("mappings");
    line[3] = "--calroute.directory-file=" + home.resolve("config/directory.yaml");
    System.arraycopy(words, 0, line, 5, words.length);
    return CommandLine.run(line);
  }

  private String example(String name) {
    return home.resolve("mappings").resolve(name + ".in.json").toString();
  }

  @Test
  void showsTheAppointmentAndTheEvent() {
    CommandLine line = map("agendize", example("agendize/created-accepted"));
    assertThat(line.text())
        .contains("\"status\" : \"confirmed\"")
        .contains("Google Calendar event in anna@example.com")
        .contains("\"summary\"", "1 to write.");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void showsTheTeamsMeetingThatAGoogleEventNeeds() {
    CommandLine line =
        map(
            "agendize",
            example("agendize/video-without-link"),
            "--calroute.teams.organizer=meetings@example.org");
    assertThat(line.text())
        .contains("Teams meeting of meetings@example.org")
        .contains("Google Calendar event in anna@example.com")
        .contains("Join: https://teams.example/join-link")
        .contains("2 to write; https://teams.example/join-link stands for");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void anOffice365EventCarriesItsOwnMeeting() throws IOException {
    Files.writeString(
        home.resolve("config/directory.yaml"),
        "directory: [{target: office365, calendar: carla@example.org}]\n");
    CommandLine line = map("agendize", example("agendize/video-without-link"));
    assertThat(line.text())
        .contains("Office 365 event in carla@example.org", "\"isOnlineMeeting\" : true", "1 to");
  }

  @Test
  void theConnectionsZoneCounts() throws IOException {
    Path body = home.resolve("body.json");
    Files.copy(Path.of(example("agendize/zone-missing")), body);
    CommandLine utc = map("agendize", body.toString());
    assertThat(utc.text()).contains("is not configured", "\"timeZone\" : \"UTC\"");
    CommandLine rome =
        map(
            "agendize",
            body.toString(),
            "--connection=north",
            "--calroute.connections.agendize.north.time-zone=Europe/Rome");
    assertThat(rome.text())
        .contains("\"timeZone\" : \"Europe/Rome\"")
        .contains(
            "<case>.connection.json, too: { \"name\" : \"north\", \"timeZone\" : \"Europe/Rome\" }")
        .doesNotContain("is not configured");
  }

  @Test
  void staffWithoutACalendarIsSaid() throws IOException {
    Files.writeString(home.resolve("config/directory.yaml"), "directory: []\n");
    CommandLine line = map("agendize", example("agendize/created-accepted"));
    assertThat(line.text()).contains("Nothing would be written.", "unrouted");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void whatIsIgnoredIsSaidWithItsReason() {
    CommandLine line = map("agendize", example("agendize/meta-event"));
    assertThat(line.text()).startsWith("Note").contains("ignored: ");
    assertThat(line.exitCode()).isZero();
  }

  @Test
  void aBodyThatFailsIsSaidWithWhatToDo() throws IOException {
    assertThat(map("agendize", example("agendize/zone-unknown")).exitCode()).isEqualTo(1);
    assertThat(map("agendize", example("agendize/zone-unknown")).text())
        .contains("failed: unknown-time-zone: ", "can be replayed");
    Path noJson = Files.writeString(home.resolve("no.json"), "{\"id\": ");
    assertThat(map("agendize", noJson.toString()).exitCode()).isEqualTo(1);
    assertThat(map("agendize", noJson.toString()).text()).contains("failed: not-json: ");
  }

  @Test
  void aMappingThatViolatesTheSchemaIsSaid() throws IOException {
    Files.writeString(home.resolve("mappings/agendize.jslt"), "{\"id\": 7}\n");
    CommandLine line = map("agendize", example("agendize/created-accepted"));
    assertThat(line.exitCode()).isEqualTo(1);
    assertThat(line.text()).contains("failed: schema-violation: ", "appointment.schema.json");
  }

  @Test
  void whatCannotBeRunIsSaid() {
    assertThat(map("agendize").exitCode()).isEqualTo(2);
    assertThat(map("agendize", home.resolve("none.json").toString()).exitCode()).isEqualTo(2);
    CommandLine nobody = map("nobody", example("agendize/created-accepted"));
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.text()).contains("no mapping 'nobody'", "savvycal");
    assertThat(map("google-event", example("agendize/created-accepted")).text())
        .contains("is no provider's mapping", "savvycal");
    assertThat(map("savvycal-api", example("agendize/created-accepted")).text())
        .contains("asks a provider or reads a file, and takes no callback")
        .doesNotContain("agendize-api");
    CommandLine wrong =
        map("agendize", example("agendize/created-accepted"), "--calroute.personal=sometimes");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.text()).contains("calroute.personal can't be used");
  }

  @Test
  void aConfigurationThatIsNoYamlIsSaid() throws IOException {
    Files.writeString(home.resolve("config/application.yaml"), "calroute:\n  a: [b\n");
    CommandLine line = map("agendize", example("agendize/created-accepted"));
    assertThat(line.exitCode()).isEqualTo(2);
    assertThat(line.text()).contains("is no YAML");
  }

  @Test
  void theStepsOfItsRouteAreTakenToo() throws IOException {
    Path route = home.resolve("routes/receive-agendize.camel.yaml");
    String shipped = Files.readString(route);
    String[] routes = {
      "agendize",
      example("agendize/created-accepted"),
      "--calroute.routes-dir=" + home.resolve("routes"),
      "--calroute.kamelets-dir=" + home.resolve("kamelets")
    };
    Files.writeString(
        route,
        shipped
            + """
                    - setProperty:
                        id: change-title
                        name: changed
                        expression:
                          simple:
                            expression: ${body.put('title', 'Of the route {{room}}')}
            """);
    String[] named = Arrays.copyOf(routes, routes.length + 1);
    named[routes.length] = "--room=7";
    assertThat(map(named).text())
        .contains("\"title\" : \"Of the route 7\"", "\"summary\" : \"Of the route 7")
        .contains("steps of the route map-agendize have a part in this");
    assertThat(map(routes).exitCode()).isEqualTo(2);
    assertThat(map(routes).text()).contains("the route map-agendize can't run", "room");

    Files.writeString(
        route,
        shipped
            + """
                    - to:
                        id: leave-out
                        uri: kamelet:ignore-callback-action
                        parameters:
                          reason: Not for calendars.
            """);
    assertThat(map(routes).text()).contains("ignored: ", "Not for calendars.");
    assertThat(map(routes).exitCode()).isZero();

    Files.delete(route);
    assertThat(map(routes).text())
        .contains("no route map-agendize yet", "\"status\" : \"confirmed\"");
  }
}
