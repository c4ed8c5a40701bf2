package io.calroute.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import io.calroute.mapping.function.Lenience;
import io.calroute.mapping.function.MappingRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The mappings in use: {@code <directory>/<name>.jslt}, compiled once, swapped whole.
 *
 * <p>A file that does not compile never takes the place of one that did: its problems come back as
 * values and the last good version stays. Files under {@code lib/} are no mappings but are imported
 * by them. Safe for use by many threads; applying waits for nothing.
 */
public final class Mappings {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

  /** What the name of a mapping ends with that makes callbacks of the rows of a file. */
  public static final String IMPORT = "-import";

  /** What the name of a mapping's file ends with. */
  public static final String SUFFIX = ".jslt";

  private final MappingFiles files;
  private volatile Map<String, Expression> inUse = Map.of();
  private volatile List<MappingProblem> problems = List.of();

  /** What the last load of all has read for each mapping, by the names of the files. */
  private volatile Map<String, Map<String, String>> texts = Map.of();

  /** Opens a directory and loads all of it; see {@link #problems()} for what was not taken. */
  public Mappings(Path directory) {
    this(MappingFiles.of(directory));
  }

  /** Loads all of some files; see {@link #problems()} for what was not taken. */
  public Mappings(MappingFiles files) {
    this.files = files;
    loadAll(Map.of(), Map.of());
  }

  /**
   * Loads all of some files, and compiles only what others have not compiled of the same texts; see
   * {@link #problems()} for what was not taken.
   */
  public Mappings(MappingFiles files, Mappings others) {
    this.files = files;
    loadAll(others.texts, others.inUse);
  }

  private Mappings(Mappings others, Map<String, Expression> inUse) {
    this.files = others.files;
    this.inUse = Map.copyOf(inUse);
  }

  public MappingFiles files() {
    return files;
  }

  /**
   * Takes exactly the mappings that others have compiled, all at once. Whoever is applying one goes
   * on with the version that it began with.
   */
  public synchronized void replaceBy(Mappings others) {
    inUse = others.inUse;
    problems = others.problems;
    texts = others.texts;
  }

  /** The names that {@link #apply} knows. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(inUse.keySet()));
  }

  /**
   * Whether no callback goes through a mapping of a provider: it makes calls and reads the answers,
   * or makes callbacks of what a file has.
   */
  public static boolean isOfCalls(String name) {
    return name.endsWith("-api") || name.endsWith(IMPORT);
  }

  /** What kept files from being taken at the last load of all. */
  public List<MappingProblem> problems() {
    return problems;
  }

  /**
   * Applies a mapping.
   *
   * @param name such as {@code google-event}
   * @return the output; members may be JSON null
   * @throws MappingRefused when the mapping refuses its input ({@code bad-time}, and whatever it
   *     refuses by itself), when it breaks on it or gives no object ({@code mapping-error}), or
   *     when there is none ({@code unknown-mapping})
   */
  public JsonNode apply(String name, JsonNode input) {
    Expression mapping = inUse.get(name);
    if (mapping == null) {
      throw new MappingRefused(
          "unknown-mapping",
          "There is no mapping " + name + SUFFIX + " that compiles; add it or correct it.");
    }
    try {
      JsonNode output = mapping.apply(input);
      if (!output.isObject()) {
        throw new MappingRefused(
            "mapping-error",
            "The mapping %s.jslt gives no object for this input;".formatted(name)
                + " give every 'if' an 'else' that does.");
      }
      return output;
    } catch (JsltException broken) {
      // JSLT's own message quotes values of the input, which is somebody's data.
      throw new MappingRefused(
          "mapping-error",
          "The mapping breaks on this input at "
              + (broken.getSource() == null ? name + SUFFIX : broken.getSource())
              + (broken.getLine() > 0 ? ":" + broken.getLine() + ":" + broken.getColumn() : "")
              + "; make it take such a value there.");
    } catch (StackOverflowError endless) {
      throw new MappingRefused(
          "mapping-error", "The mapping " + name + SUFFIX + " calls itself without end.");
    }
  }

  /**
   * What a mapping says of an input that it refuses, with null in place of what it can't take. To
   * find things by, and for nothing else.
   *
   * @return empty when not even that can be said
   */
  public Optional<JsonNode> glance(String name, JsonNode input) {
    try {
      return Optional.of(Lenience.granted(() -> apply(name, input)));
    } catch (RuntimeException again) {
      // What is wrong with the input has been told already.
      return Optional.empty();
    }
  }

  /** What mappings can import, such as {@code lib/event}. */
  public SortedSet<String> libraries() {
    SortedSet<String> names = new TreeSet<>();
    try {
      for (String file : files.in("lib")) {
        if (file.endsWith(SUFFIX)) {
          names.add(name(file));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return names;
  }

  /**
   * The mappings that an edit changes.
   *
   * @param name a mapping, which is the only one, or a library
   */
  public SortedSet<String> concernedBy(String name) {
    if (!isLibrary(name)) {
      return new TreeSet<>(Set.of(name));
    }
    SortedSet<String> concerned = new TreeSet<>();
    for (String mapping : inUse.keySet()) {
      Set<String> read = new HashSet<>();
      compiled(mapping, new MappingCompiler(files.heard((file, text) -> read.add(file))));
      if (read.contains(name + SUFFIX)) {
        concerned.add(mapping);
      }
    }
    return concerned;
  }

  /**
   * Tries a text without taking it into use.
   *
   * @param name the mapping or library that it is to become
   * @return empty when it compiles, and all that import it do
   */
  public List<MappingProblem> compile(String name, String text) {
    MappingCompiler edited = new MappingCompiler(files.with(name + SUFFIX, text));
    return concernedBy(name).stream()
        .map(mapping -> compiled(mapping, edited).problem())
        .filter(Objects::nonNull)
        .limit(1)
        .toList();
  }

  /**
   * These mappings with another text for one of them or for a library. Nothing is taken into use
   * here.
   *
   * @param name the mapping or library
   * @throws IllegalArgumentException when the text does not compile; see {@link #compile}
   */
  public Mappings with(String name, String text) {
    MappingCompiler edited = new MappingCompiler(files.with(name + SUFFIX, text));
    Map<String, Expression> next = new TreeMap<>(inUse);
    for (String mapping : concernedBy(name)) {
      MappingCompiler.Compiled compiled = compiled(mapping, edited);
      if (compiled.problem() != null) {
        throw new IllegalArgumentException(compiled.problem().toString());
      }
      next.put(mapping, compiled.expression());
    }
    return new Mappings(this, next);
  }

  private static boolean isLibrary(String name) {
    return name.startsWith("lib/");
  }

  private static MappingCompiler.Compiled compiled(String name, MappingCompiler compiler) {
    try {
      return compiler.compile(name + SUFFIX);
    } catch (IOException unreadable) {
      return new MappingCompiler.Compiled(
          null, new MappingProblem(name + SUFFIX, 0, 0, "The file cannot be read"));
    }
  }

  private void loadAll(
      Map<String, Map<String, String>> textsBefore, Map<String, Expression> before) {
    Map<String, Expression> all = new TreeMap<>();
    Map<String, Map<String, String>> allTexts = new TreeMap<>();
    Map<String, String> read = new HashMap<>();
    MappingCompiler noting = new MappingCompiler(files.heard(read::put));
    List<MappingProblem> found = new ArrayList<>();
    try {
      for (String file : files.in("")) {
        if (file.endsWith(SUFFIX) && !file.startsWith(".")) {
          String name = name(file);
          Map<String, String> known = textsBefore.get(name);
          if (known != null && isUnchanged(known)) {
            all.put(name, before.get(name));
            allTexts.put(name, known);
          } else {
            read.clear();
            load(name, noting, all, found);
            allTexts.put(name, Map.copyOf(read));
          }
        }
      }
    } catch (IOException unreadable) {
      found.add(new MappingProblem(".", 0, 0, "The mappings directory cannot be read"));
    }
    // A text that gave a problem gives it again.
    allTexts.keySet().retainAll(all.keySet());
    inUse = Map.copyOf(all);
    problems = List.copyOf(found);
    texts = Map.copyOf(allTexts);
  }

  private boolean isUnchanged(Map<String, String> known) {
    try {
      for (Map.Entry<String, String> text : known.entrySet()) {
        if (!text.getValue().equals(files.read(text.getKey()))) {
          return false;
        }
      }
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private static String name(String file) {
    return file.substring(0, file.length() - SUFFIX.length());
  }

  private static void load(
      String name,
      MappingCompiler compiler,
      Map<String, Expression> next,
      List<MappingProblem> found) {
    String file = name + SUFFIX;
    if (!NAME.matcher(name).matches()) {
      found.add(
          new MappingProblem(
              file, 0, 0, "A mapping's name has only lower-case letters, digits and hyphens"));
      return;
    }
    try {
      MappingCompiler.Compiled compiled = compiler.compile(file);
      if (compiled.problem() == null) {
        next.put(name, compiled.expression());
      } else {
        found.add(compiled.problem());
      }
    } catch (IOException unreadable) {
      found.add(new MappingProblem(file, 0, 0, "The file cannot be read"));
    }
  }
}
