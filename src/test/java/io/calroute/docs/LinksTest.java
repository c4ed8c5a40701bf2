package io.calroute.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LinksTest {

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  @TestFactory
  Stream<DynamicTest> everyLinkLeadsSomewhere() {
    return Documents.all().stream()
        .map(
            document ->
                DynamicTest.dynamicTest(
                    document.toString(), () -> assertThat(dangling(document)).isEmpty()));
  }

  private static List<String> dangling(Path document) {
    List<String> dangling = new ArrayList<>();
    Matcher links = LINK.matcher(Documents.withoutCode(Documents.read(document)));
    while (links.find()) {
      String link = links.group(1);
      if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
        dangling.add(link);
      }
    }
    return dangling;
  }

  private static boolean leadsSomewhere(Path document, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
    return target.toFile().exists()
        && (hash < 0 || Documents.anchors(target).contains(link.substring(hash + 1)));
  }
}
