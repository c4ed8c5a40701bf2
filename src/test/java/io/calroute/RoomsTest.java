package io.calroute;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the code are as {@code docs/architecture.md} says. */
class RoomsTest {

  private static final String ROOT = "io.calroute";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(\\w+)` \\| [^|]+ \\| ((?:`\\w+`(?:, )?)*|nobody) \\|$");
  private static final Pattern FILE = Pattern.compile("`(\\w+(?:/[\\w.]+)+)`");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  private static final Path SOURCES = Path.of("src", "main", "java", "io", "calroute");
  private static final Pattern CODE_WORD = Pattern.compile("\\{@code ([^}]+)}");

  /** What Camel's plugin makes out of the others, and what has no code. */
  private static final String NOBODY_WRITES = ".*(Configurer|UriFactory)|package-info";

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void eachRoomUsesTheRoomsOfTheTableAndNoOther() throws IOException {
    assertThat(arrows()).isEqualTo(table());
  }

  @Test
  void noPackagesGoRoundInACircle() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void whoeverDecidesIsWhereTheTableSays() throws IOException {
    String page = Files.readString(Path.of("docs", "architecture.md"));
    int begin = page.indexOf("## Who decides what");
    Matcher file = FILE.matcher(page.substring(begin, page.indexOf("\n## ", begin)));
    Set<String> absent = new TreeSet<>();
    int found = 0;
    while (file.find()) {
      found++;
      String name = file.group(1);
      if (!isThere(name)) {
        absent.add(name);
      }
    }
    assertThat(absent).isEmpty();
    assertThat(found).isGreaterThan(15);
  }

  @Test
  void whoeverAPackageSaysDecidesIsThere() throws IOException {
    Set<String> absent = new TreeSet<>();
    int found = 0;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path page :
          (Iterable<Path>) files.filter(file -> file.endsWith("package-info.java"))::iterator) {
        Matcher word = CODE_WORD.matcher(Files.readString(page).replaceAll("\\s+(\\* )?", " "));
        while (word.find()) {
          String name = word.group(1);
          boolean isClass = name.matches("[A-Z]\\w+");
          boolean isPath = name.matches("[\\w-]+(/[\\w.-]+)+");
          found += isClass || isPath ? 1 : 0;
          if (isClass && !Files.exists(page.resolveSibling(name + ".java"))
              || isPath && !isThere(name)) {
            absent.add(page.getParent() + ": " + name);
          }
        }
      }
    }
    assertThat(absent).isEmpty();
    assertThat(found).isGreaterThan(500);
  }

  /** Below the code of Calroute, or from the top. */
  private static boolean isThere(String name) {
    return Files.exists(SOURCES.resolve(name + ".java"))
        || Files.isDirectory(SOURCES.resolve(name))
        || Files.exists(Path.of(name));
  }

  @Test
  void roomsAreSmall() {
    Map<String, Long> files = new TreeMap<>();
    for (JavaClass one : CODE) {
      if (one.isTopLevelClass() && !one.getSimpleName().matches(NOBODY_WRITES)) {
        files.merge(one.getPackageName(), 1L, Long::sum);
      }
    }
    assertThat(files.values()).isNotEmpty().allMatch(count -> count <= 13, files.toString());
  }

  /** The driver would say it of the whole session, which a pooler gives to somebody else. */
  @Test
  void onlyTheStoreSaysHowTransactionsAreIsolated() {
    Set<String> told = new TreeSet<>();
    for (JavaClass one : CODE) {
      one.getMethodCallsFromSelf().stream()
          .map(JavaMethodCall::getName)
          .filter(Set.of("setIsolationLevel", "setTransactionIsolation")::contains)
          .forEach(call -> told.add(one.getName() + ": " + call));
    }
    assertThat(told).allMatch(call -> call.startsWith(ROOT + ".store."));
  }

  private static Map<String, Set<String>> table() throws IOException {
    Map<String, Set<String>> table = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs", "architecture.md")));
    while (row.find()) {
      Set<String> used = new TreeSet<>();
      Matcher name = NAME.matcher(row.group(2));
      while (name.find()) {
        used.add(name.group(1));
      }
      table.put(row.group(1), used);
    }
    return table;
  }

  private static Map<String, Set<String>> arrows() {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (JavaClass one : CODE) {
      String room = room(one.getPackageName());
      if (!room.isEmpty()) {
        Set<String> used = arrows.computeIfAbsent(room, any -> new TreeSet<>());
        for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
          String other = room(dependency.getTargetClass().getBaseComponentType().getPackageName());
          if (!other.isEmpty() && !other.equals(room)) {
            used.add(other);
          }
        }
      }
    }
    return arrows;
  }

  /** The part of a package's name after Calroute's own; empty for none, and for others. */
  private static String room(String packageName) {
    return packageName.startsWith(ROOT + ".")
        ? packageName.substring(ROOT.length() + 1).split("[.]")[0]
        : "";
  }
}
