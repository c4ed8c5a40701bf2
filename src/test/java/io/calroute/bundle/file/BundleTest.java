package io.calroute.bundle.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle tells of its files, whichever bundle it was made from. */
class BundleTest {

  private static final String ROUTE = "routes/front-door.camel.yaml";
  private static final String MAPPING = "mappings/savvycal.jslt";
  private static final String SECRET = "config/secrets/savvycal-secret";

  private final Bundle first = bundle(ROUTE, "one", MAPPING, "two", SECRET, "three");

  @Test
  void theVersionIsThatOfTheContentsWhateverWasThereBefore() {
    String before = first.version();
    Bundle other = bundle(ROUTE, "one", MAPPING, "another", SECRET, "three");
    Bundle edited = first.with(other, Set.of(MAPPING));
    assertThat(edited.version()).isEqualTo(other.version()).isNotEqualTo(before);
    assertThat(edited.with(first, Set.of(MAPPING)).version()).isEqualTo(before);
    assertThat(first.with(bundle(), Set.of(MAPPING)).version())
        .isEqualTo(bundle(ROUTE, "one").version());
  }

  @Test
  void namesAndTextsAreToldApart() {
    assertThat(bundle("routes/a", "b").version()).isNotEqualTo(bundle("routes/ab", "").version());
    assertThat(bundle("routes/a", "b").version()).isNotEqualTo(bundle("routes/c", "b").version());
    assertThat(bundle(ROUTE, "one", MAPPING, "two").version())
        .isNotEqualTo(bundle(ROUTE, "two", MAPPING, "one").version());
  }

  @Test
  void theVersionOfSomeFilesChangesWithTheseAlone() {
    Bundle edited = first.with(bundle(ROUTE, "other"), Set.of(ROUTE));
    assertThat(edited.version(MAPPING::equals)).isEqualTo(first.version(MAPPING::equals));
    assertThat(edited.version(ROUTE::equals)).isNotEqualTo(first.version(ROUTE::equals));
  }

  @Test
  void noSecretCounts() {
    Bundle edited = first.with(bundle(SECRET, "four"), Set.of(SECRET));
    assertThat(edited.version()).isEqualTo(first.version());
  }

  @Test
  void whatIsNewGoneOrDifferentHasChanged() {
    Bundle next = bundle(ROUTE, "one", MAPPING, "other", "routes/new.camel.yaml", "new");
    assertThat(next.changes(first))
        .containsExactly(SECRET, MAPPING, "routes/new.camel.yaml")
        .isEqualTo(first.changes(next));
    assertThat(first.changes(first)).isEmpty();
  }

  /** So that whoever looks often need not compare. */
  @Test
  void filesThatWereSavedJustNowAreTheSameBundleUntilTheyDiffer(@TempDir Path home)
      throws IOException {
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      Files.createDirectory(home.resolve(directory));
    }
    Files.writeString(home.resolve(ROUTE), "one");
    Files.writeString(home.resolve(MAPPING), "two");
    BundleReader reader =
        new BundleReader(
            home.resolve("routes"),
            home.resolve("kamelets"),
            home.resolve("mappings"),
            home.resolve("config"));

    Bundle read = reader.read();
    assertThat(reader.read()).isSameAs(read);
    Files.writeString(home.resolve(ROUTE), "one");
    assertThat(reader.read()).isSameAs(read);

    Files.writeString(home.resolve(ROUTE), "eno");
    Bundle edited = reader.read();
    assertThat(edited.text(ROUTE)).isEqualTo("eno");
    assertThat(reader.read()).isSameAs(edited);
    Files.delete(home.resolve(MAPPING));
    assertThat(reader.read().names("")).containsExactly(ROUTE);
    Files.move(home.resolve(ROUTE), home.resolve("routes/moved.camel.yaml"));
    assertThat(reader.read().names("")).containsExactly("routes/moved.camel.yaml");
  }

  private static Bundle bundle(String... namesAndTexts) {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return new Bundle(new TreeMap<>(files));
  }
}
