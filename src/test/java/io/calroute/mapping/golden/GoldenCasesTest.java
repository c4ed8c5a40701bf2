package io.calroute.mapping.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.mapping.HouseMappings;
import io.calroute.mapping.Mappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GoldenCasesTest {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> theCasesOfThisProject() {
    return HouseMappings.MAPPINGS.names().stream()
        .flatMap(name -> HouseMappings.CASES.run(name).stream())
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.mapping() + "/" + result.name(),
                    () -> assertThat(result.passed()).as(result.toString()).isTrue()));
  }

  @Test
  void everyMappingHasCases() {
    assertThat(HouseMappings.MAPPINGS.problems()).isEmpty();
    assertThat(HouseMappings.MAPPINGS.names())
        .containsAll(HouseMappings.PROVIDERS)
        .containsAll(HouseMappings.EVENTS)
        .allSatisfy(name -> assertThat(HouseMappings.CASES.run(name)).isNotEmpty());
  }

  @Test
  void showsWhereACaseDiffers() throws IOException {
    write("copy-event.jslt", "{\"a\": .x, \"list\": [1, 2], \"extra\": null}");
    write("copy-event/one.in.json", "{\"x\": \"left\"}");
    write("copy-event/one.out.json", "{\"a\": \"right\", \"list\": [1.0], \"b/c\": 1}");

    GoldenResult result = cases().run("copy-event", "one");

    assertThat(result.passed()).isFalse();
    assertThat(result.differences())
        .containsExactly(
            "/a: expected \"right\", actual \"left\"",
            "/b~1c: expected 1, actual nothing",
            "/extra: expected nothing, actual null",
            "/list/1: expected nothing, actual 2");
    assertThat(result.toString()).startsWith("FAILED copy-event/one\n  /a: ");
  }

  @Test
  void checksAProviderMappingAgainstTheSchema() throws IOException {
    write("shop.jslt", "{\"outcome\": \"ignored\"}");
    write("shop/one.in.json", "{}");
    write("shop/one.out.json", "{\"outcome\": \"ignored\"}");

    assertThat(cases().run("shop", "one").differences())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).startsWith("schema /: "));
  }

  @Test
  void givesConnectionAndArrivalToAProviderMapping() throws IOException {
    write("shop.jslt", "refuse(.connection.name + \"-\" + .receivedAt, .connection.timeZone)");
    write("shop/one.in.json", "{}");
    write("shop/two.in.json", "{}");
    write("shop/two.connection.json", "{\"name\": \"rome\", \"receivedAt\": \"later\"}");

    assertThat(cases().actual("shop", "one").path("refused").asText())
        .isEqualTo("default-2036-01-01T00:00:00Z");
    assertThat(cases().actual("shop", "two").path("refused").asText()).isEqualTo("rome-later");
  }

  @Test
  void givesTheWholeInputToAMappingThatAsksAProvider() throws IOException {
    write("shop-api.jslt", "{\"path\": \"/\" + url-part(.id), \"body\": .connection}");
    write("shop-api/one.in.json", "{\"id\": \"a/b\"}");
    write("shop-api/one.out.json", "{\"path\": \"/a%2Fb\", \"body\": null}");

    assertThat(cases().run("shop-api", "one").differences()).isEmpty();
  }

  @Test
  void aBrokenOrUnfinishedCaseFails() throws IOException {
    write("copy-event.jslt", ".");
    write("copy-event/broken.in.json", "{");
    write("copy-event/unfinished.in.json", "{}");

    assertThat(cases().run("copy-event"))
        .hasSize(2)
        .allSatisfy(result -> assertThat(result.differences()).hasSize(1));
  }

  private GoldenCases cases() {
    return new GoldenCases(new Mappings(directory), HouseMappings.SCHEMA);
  }

  private void write(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
