package io.calroute.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.provider.file.FileRows;
import io.calroute.provider.file.FileRows.Problem;
import io.calroute.provider.file.FileRows.Row;
import org.junit.jupiter.api.Test;

class FileRowsTest {

  @Test
  void csvHasSemicolonsCommasOrTabs() {
    for (String separator : new String[] {";", ",", "\t"}) {
      FileRows file = FileRows.of("id;start\n1;2026-12-03T10:00\n".replace(";", separator));
      assertThat(file.rows())
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.line()).isEqualTo(2);
                assertThat(row.members())
                    .hasToString("{\"id\":\"1\",\"start\":\"2026-12-03T10:00\"}");
              });
    }
  }

  @Test
  void quotedCellsHaveSeparatorsQuotesAndLineBreaks() {
    FileRows file = FileRows.of("\ufeffid, note\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\r\n2, d \r\n");
    assertThat(file.rows()).extracting(Row::line).containsExactly(2, 5);
    assertThat(file.rows().get(0).members().path("note").asText()).isEqualTo("a, \"b\"\r\nc");
    assertThat(file.rows().get(1).members().path("note").asText()).isEqualTo("d");
  }

  @Test
  void cellsMayBeLeftOutAndNotAdded() {
    FileRows file = FileRows.of("id;start;end\n1\n2;a;b;c\n3;;d\n");
    assertThat(file.rows())
        .extracting(row -> row.members().toString())
        .containsExactly("{\"id\":\"1\"}", "{\"id\":\"3\",\"end\":\"d\"}");
    assertThat(file.problems())
        .containsExactly(new Problem(3, "It has more cells than the header row."));
  }

  @Test
  void aJsonArrayHasObjects() {
    FileRows file = FileRows.of("[\n  {\"id\": 1},\n  2,\n  {\"id\": 3}\n]");
    assertThat(file.rows()).extracting(Row::line).containsExactly(2, 4);
    assertThat(file.problems()).containsExactly(new Problem(3, "It is no object."));
    assertThat(FileRows.of("[]").rows()).isEmpty();
  }

  @Test
  void whatIsNeitherIsRefusedWithItsLine() {
    assertThatThrownBy(() -> FileRows.of("id;start\n1;\"open\n"))
        .isInstanceOf(FileRows.Unreadable.class)
        .hasMessageContaining("line 2 on");
    assertThatThrownBy(() -> FileRows.of("[{\"id\": 1},\n {\"id\""))
        .isInstanceOf(FileRows.Unreadable.class)
        .hasMessageContaining("line ");
    for (String ambiguous : new String[] {"[{\"id\": 1,\n \"id\": 2}]", "[{\"id\": 1}]\n []"}) {
      assertThatThrownBy(() -> FileRows.of(ambiguous))
          .isInstanceOf(FileRows.Unreadable.class)
          .hasMessageContaining("line 2 on");
    }
    assertThatThrownBy(() -> FileRows.of("[{\"id\": 1}")).isInstanceOf(FileRows.Unreadable.class);
    assertThatThrownBy(() -> FileRows.of(" \n")).hasMessage("The file is empty.");
    assertThatThrownBy(() -> FileRows.of("id;id\n1;2\n")).hasMessageContaining("twice");
  }
}
