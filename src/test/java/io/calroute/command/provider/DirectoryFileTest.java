package io.calroute.command.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.appointment.directory.DirectoryEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFileTest {

  private static final DirectoryEntry NEW =
      new DirectoryEntry(
          new DirectoryEntry.Match("acme", null, "881", null, null, null),
          "google",
          "anna@example.com");

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void place() {
    file = home.resolve("directory.yaml");
  }

  private String after(String before) throws IOException {
    Files.writeString(file, before);
    new DirectoryFile(file).add(List.of(NEW));
    try (Stream<Path> all = Files.list(home)) {
      assertThat(all).as("what is left beside it").containsExactly(file);
    }
    return Files.readString(file);
  }

  @Test
  void whatIsWrittenStaysAsItIs() throws IOException {
    assertThat(
            after(
                """
                # Whose appointments \u2013 \ud83d\udcc5 \u2013 belong where.
                calroute:
                  directory:
                    - match: {provider: acme, staffId: "7"}   # Ben
                      target: office365
                      calendar: ben@example.org

                    # Everybody else
                    - match:
                        emailDomain: example.org
                      target: office365
                # The end.
                """))
        .isEqualTo(
            """
            # Whose appointments \u2013 \ud83d\udcc5 \u2013 belong where.
            calroute:
              directory:
                - match: {provider: acme, staffId: "7"}   # Ben
                  target: office365
                  calendar: ben@example.org

                # Everybody else
                - match:
                    emailDomain: example.org
                  target: office365
                - match: {provider: acme, staffId: "881"}
                  target: google
                  calendar: anna@example.com
            # The end.
            """);
  }

  @Test
  void anEmptyListGetsItsFirstEntry() throws IOException {
    assertThat(after("# Nobody yet\ncalroute:\n  directory: []\n"))
        .isEqualTo(
            """
            # Nobody yet
            calroute:
              directory:
                - match: {provider: acme, staffId: "881"}
                  target: google
                  calendar: anna@example.com
            """);
    assertThat(after("directory:\n")).startsWith("directory:\n  - match: ");
  }

  @Test
  void aFileWithoutAListGetsOne() throws IOException {
    assertThat(after("# Nobody yet\n")).startsWith("# Nobody yet\ncalroute:\n  directory:\n    - ");
    Files.delete(file);
    new DirectoryFile(file).add(List.of(NEW));
    assertThat(file).content().contains("calendar: anna@example.com");
  }

  @Test
  void hyphensStandWhereTheyStood() throws IOException {
    assertThat(after("directory:\n- {target: google}\n"))
        .isEqualTo(
            """
            directory:
            - {target: google}
            - match: {provider: acme, staffId: "881"}
              target: google
              calendar: anna@example.com
            """);
    assertThat(after("directory:\r\n-   target: google"))
        .startsWith("directory:\r\n-   target: google\r\n- match: ");
  }

  @Test
  void aFileThatCantBeAddedToStaysAsItIs() throws IOException {
    for (String text :
        List.of(
            "directory: [{target: google}]\n",
            "directory: {\n",
            "calroute:\n  directory:\n    - target: nowhere\n",
            "other: 1\n")) {
      assertThatThrownBy(() -> after(text))
          .as(text)
          .isInstanceOf(DirectoryFile.Unchangeable.class)
          .hasMessageContaining("directory.yaml");
      assertThat(file).content().isEqualTo(text);
    }
  }
}
