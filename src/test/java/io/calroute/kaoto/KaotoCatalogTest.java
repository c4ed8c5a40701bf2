package io.calroute.kaoto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.docs.ComponentsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Makes the catalog for Kaoto in {@code target/kaoto-catalog}, and looks whether all is in it. */
class KaotoCatalogTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CATALOG = Path.of("target/kaoto-catalog");

  private static List<String> components;
  private static List<Path> kamelets;

  @BeforeAll
  static void write() throws IOException {
    components = List.copyOf(ComponentsTest.there());
    try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
      kamelets = files.filter(file -> file.toString().endsWith(".kamelet.yaml")).sorted().toList();
    }
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      new KaotoCatalog(camel).write(CATALOG, components, kamelets);
    }
  }

  @Test
  void everyFileThatTheIndexNamesIsThere() throws IOException {
    JsonNode library = JSON.readTree(CATALOG.resolve("index.json").toFile());
    JsonNode index =
        JSON.readTree(CATALOG.resolve(library.at("/definitions/0/fileName").asText()).toFile());

    assertThat(index.path("catalogs"))
        .hasSize(10)
        .allSatisfy(one -> assertThat(CATALOG.resolve(one.path("file").asText())).isNotEmptyFile());
    assertThat(index.at("/catalogs/components/version").asText()).startsWith("4.");
  }

  @Test
  void everyComponentThatRoutesCanUseIsThereWithAForm() throws IOException {
    JsonNode shown = catalog("components");

    assertThat(shown.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(components);
    assertThat(shown)
        .allSatisfy(
            one -> assertThat(one.at("/propertiesSchema/type").asText()).isEqualTo("object"));
    assertThat(shown.at("/mapping/propertiesSchema/required"))
        .map(JsonNode::asText)
        .contains("name");
    assertThat(shown.at("/microsoft365/propertiesSchema/properties/apiName/enum")).isNotEmpty();
    assertThat(shown.at("/smtp/propertiesSchema/properties/password/format").asText())
        .isEqualTo("password");
    assertThat(shown.at("/callback/propertiesSchema/properties/step/title").asText())
        .isEqualTo("Step");
  }

  @Test
  void everyKameletIsThereWithItsParameters() throws IOException {
    JsonNode shown = catalog("kamelets");

    assertThat(shown).hasSameSizeAs(kamelets);
    assertThat(shown.at("/authenticate-callback-action/propertiesSchema/properties").fieldNames())
        .toIterable()
        .contains("provider", "scheme", "header");
    assertThat(shown.at("/ignore-callback-action/propertiesSchema/required"))
        .map(JsonNode::asText)
        .containsExactly("reason");
  }

  @Test
  void everyPartOfTheShippedRoutesHasAForm() throws IOException {
    assertThat(catalog("patterns").fieldNames())
        .toIterable()
        .contains(
            "to",
            "toD",
            "log",
            "filter",
            "choice",
            "when",
            "otherwise",
            "doTry",
            "doCatch",
            "bean",
            "process",
            "setProperty",
            "setBody",
            "removeHeaders",
            "wireTap");
    assertThat(catalog("entities").fieldNames())
        .toIterable()
        .contains("from", "route", "routeConfiguration", "onException", "KameletConfiguration");
    assertThat(catalog("patterns").at("/setProperty/propertiesSchema/anyOf/0/format").asText())
        .isEqualTo("expression");
    assertThat(catalog("dataformats").fieldNames())
        .toIterable()
        .contains("json")
        .doesNotContain("marshal");
    assertThat(catalog("loadbalancers")).hasSize(7);
    assertThat(catalog("languages").fieldNames())
        .toIterable()
        .contains("simple", "constant", "jsonpath");
    assertThat(catalog("patterns").at("/log/propertiesSchema/properties/message/$comment").asText())
        .isEqualTo("group:common");
  }

  private static JsonNode catalog(String name) throws IOException {
    return JSON.readTree(CATALOG.resolve(name + ".json").toFile());
  }
}
