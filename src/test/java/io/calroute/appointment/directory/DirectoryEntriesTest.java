package io.calroute.appointment.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A slip of the pen in the directory never makes an entry that fits everybody. */
class DirectoryEntriesTest {

  private static final String GOOD =
      """
      # People.
      calroute:
        directory:
          - match: {staffId: a, email-domain: example.org}
            target: google
            calendar: a@example.org
          - match:
              emailDomain: example.org
            target: office365
          - target: google
            calendar: everybody@example.org
      """;

  @TempDir Path home;

  private LiveDirectory directory(String yaml) throws IOException {
    return new LiveDirectory(
        List.of(), Files.writeString(home.resolve("directory.yaml"), yaml.replace("|", "\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "emailDomain: e;       emailDomian: e;   8; calroute.directory[1].match.emailDomian is read"
            + " by nothing",
        "match: {staffId: a, ; match: {} #;      4; calroute.directory[0].match is empty and would"
            + " fit everybody",
        "match: {staffId: a, ; match: #;         4; calroute.directory[0].match is empty and would"
            + " fit everybody",
        "match: {staffId: a, ; mach: {staffId: a, ; 4; calroute.directory[0].mach.staffId is read"
            + " by nothing",
        "match: {staffId: a, ; match: {staffId: '', ; 4; calroute.directory[0].match.staff-id is"
            + " empty",
        "match: {staffId: a, ; match: anna #;    4; calroute.directory[0].match has no members",
        "calendar: a@;         calender: a@;     6; calroute.directory[0].calender is read by"
            + " nothing",
        "calendar: a@example.org; calendar: '';  6; calroute.directory[0].calendar is empty",
        "target: office365;    target: outlook;  9; calroute.directory[1].target is outlook",
        "target: office365;    target: gogle;    9; calroute.directory[1].target is gogle",
        "target: office365;    calendar: b;      8; calroute.directory[1].target is not set",
        "calroute:;            other: 1|calroute:; 2; other is read by nothing",
        "directory:;           directry:;        4; calroute.directry[0]",
        "- target: google;     - just words|    - target: google; 10; calroute.directory[2] is no"
            + " entry",
      })
  void aSlipIsToldWithItsLine(String piece, String slip, int line, String reason)
      throws IOException {
    assertThat(GOOD).contains(piece);
    assertThatThrownBy(() -> directory(GOOD.replaceFirst(quoted(piece), slip)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(home.resolve("directory.yaml") + ":" + line + ": ")
        .hasMessageContaining(reason);
  }

  private static String quoted(String piece) {
    return Pattern.quote(piece);
  }

  @Test
  void anEntryWithoutMatchMeansEverybody() throws IOException {
    LiveDirectory directory = directory(GOOD);
    assertThat(directory.get().size()).isEqualTo(3);
    assertThat(directory.get().find("acme", "default", new StaffMember("z", null, null)))
        .map(Calendar::id)
        .contains("everybody@example.org");
  }

  @Test
  void aRunningCalrouteKeepsItsDirectoryAndTellsTheLine() throws IOException {
    LiveDirectory directory = directory(GOOD);
    directory(GOOD);
    Files.writeString(
        home.resolve("directory.yaml"), GOOD.replace("emailDomain: e", "emailDomian: e"));
    assertThat(directory.refresh()).isFalse();
    assertThat(directory.get().size()).isEqualTo(3);
    assertThat(directory.problem()).hasValueSatisfying(told -> told.contains("emailDomian"));
    assertThat(directory.problemLine()).isEqualTo(8);
  }

  @Test
  void whatIsNoYamlIsToldWithItsLine() {
    assertThatThrownBy(() -> directory("calroute:\n  directory:\n  - target: [google\n"))
        .hasMessageStartingWith(home.resolve("directory.yaml") + ":4: this is no YAML: ");
  }

  @Test
  void entriesFromTheEnvironmentAreLookedAtToo() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                    "CALROUTE_DIRECTORY_0_MATCH_EMAILDOMIAN", "x",
                    "CALROUTE_DIRECTORY_0_TARGET", "google")));
    assertThatThrownBy(() -> read(environment))
        .isInstanceOf(DirectoryRefused.class)
        .hasMessageContaining("EMAILDOMIAN is read by nothing");
    environment.getPropertySources().remove("systemEnvironment");
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("args", Map.of("calroute.directory[0].match", "")));
    assertThatThrownBy(() -> read(environment)).hasMessageContaining("would fit everybody");
  }

  private static List<DirectoryEntry> read(StandardEnvironment environment) {
    return DirectoryEntries.read(
        ConfigurationPropertySources.get(environment),
        Binder.get(environment),
        "calroute.directory");
  }
}
