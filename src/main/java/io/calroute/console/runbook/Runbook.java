package io.calroute.console.runbook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * The sections of {@code docs/runbook.md}, which is in the jar. Of Markdown it knows what these
 * sections are made of: paragraphs, tables, code, bold and slanted words, links. Immutable.
 */
@Component
public final class Runbook {

  private static final String FILE = "/META-INF/calroute/runbook.md";
  private static final Pattern SPAN =
      Pattern.compile("\\*\\*(.+?)\\*\\*|\\*(.+?)\\*|`(.+?)`|\\[(.+?)\\]\\((.+?)\\)");

  /**
   * A piece of text.
   *
   * @param kind {@code text}, {@code strong}, {@code em}, {@code code} or {@code link}
   * @param to where a link leads in the console; null for no link, and for one that leads out of
   *     the runbook
   */
  public record Span(String kind, String text, String to) {}

  /**
   * A paragraph, a table or a piece of code.
   *
   * @param kind {@code paragraph}, {@code table} or {@code code}
   * @param rows of a table, the head first; of a paragraph one row of one cell; of code one of one
   */
  public record Block(String kind, List<List<List<Span>>> rows) {}

  private final Map<String, List<Block>> sections = new HashMap<>();

  Runbook() {
    for (String section : read().split("(?m)^### ")) {
      int end = section.indexOf('\n');
      String body = section.substring(end + 1).split("(?m)^## ")[0];
      sections.put(section.substring(0, end).strip(), blocks(body));
    }
  }

  /** The section of a cause. */
  public Optional<List<Block>> section(String cause) {
    return Optional.ofNullable(sections.get(cause));
  }

  private static String read() {
    try (InputStream file = Runbook.class.getResourceAsStream(FILE)) {
      return file == null ? "\n" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Block> blocks(String markdown) {
    List<Block> blocks = new ArrayList<>();
    String rest = markdown;
    Matcher code = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$").matcher(rest);
    int from = 0;
    while (code.find()) {
      texts(rest.substring(from, code.start()), blocks);
      Span text = new Span("text", code.group(1).strip(), null);
      blocks.add(new Block("code", List.of(List.of(List.of(text)))));
      from = code.end();
    }
    texts(rest.substring(from), blocks);
    return List.copyOf(blocks);
  }

  private static void texts(String markdown, List<Block> blocks) {
    for (String part : markdown.strip().split("\\n\\s*\\n")) {
      String text = part.strip();
      if (text.startsWith("|")) {
        blocks.add(
            new Block(
                "table",
                text.lines()
                    .filter(line -> !line.matches("[|\\- ]+"))
                    .map(Runbook::cells)
                    .toList()));
      } else if (!text.isEmpty()) {
        blocks.add(new Block("paragraph", List.of(List.of(spans(text.replace('\n', ' '))))));
      }
    }
  }

  private static List<List<Span>> cells(String line) {
    List<List<Span>> cells = new ArrayList<>();
    for (String cell : line.strip().substring(1).split("\\|")) {
      cells.add(spans(cell.strip()));
    }
    return cells;
  }

  private static List<Span> spans(String text) {
    List<Span> spans = new ArrayList<>();
    Matcher span = SPAN.matcher(text);
    int from = 0;
    while (span.find()) {
      add(spans, "text", text.substring(from, span.start()));
      add(spans, "strong", span.group(1));
      add(spans, "em", span.group(2));
      add(spans, "code", span.group(3));
      if (span.group(4) != null) {
        String to = span.group(5);
        spans.add(
            new Span(
                "link", span.group(4), to.startsWith("#") ? "/runbook/" + to.substring(1) : null));
      }
      from = span.end();
    }
    add(spans, "text", text.substring(from));
    return spans;
  }

  private static void add(List<Span> spans, String kind, String text) {
    if (text != null && !text.isEmpty()) {
      spans.add(new Span(kind, text, null));
    }
  }
}
