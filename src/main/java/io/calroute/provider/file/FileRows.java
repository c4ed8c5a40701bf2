package io.calroute.provider.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of a file: CSV (RFC 4180, with a header row and {@code ;}, {@code ,} or tabs between
 * cells), or a JSON array of objects. Immutable.
 *
 * @param rows in the order of the file
 * @param problems rows that can't be read
 */
public record FileRows(List<Row> rows, List<Problem> problems) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final CsvMapper CSV =
      CsvMapper.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.TRIM_SPACES)
          .build();

  /** Some programs begin a file in UTF-8 with it. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /**
   * A row.
   *
   * @param line where it begins in the file, from 1
   * @param members by the name of the column; cells of CSV are texts, and empty ones are left out
   */
  public record Row(int line, ObjectNode members) {}

  /**
   * What is wrong with a row.
   *
   * @param line where it begins in the file, from 1
   * @param reason a sentence that quotes nothing of the row
   */
  public record Problem(int line, String reason) {}

  /** The whole file can't be read; the message says why and quotes nothing of it. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  /**
   * Reads a file.
   *
   * @param text of the file
   * @throws Unreadable when it is neither CSV with a header nor a JSON array
   */
  public static FileRows of(String text) {
    String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try {
      if (content.isBlank()) {
        throw new Unreadable("The file is empty.");
      }
      String begin = content.stripLeading();
      return begin.startsWith("[") ? ofJson(content) : ofCsv(content);
    } catch (JsonProcessingException wrong) {
      throw unreadable(wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr());
    } catch (IOException impossible) {
      throw new IllegalStateException("Texts can always be read", impossible);
    }
  }

  private static FileRows ofJson(String content) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    try (JsonParser parser = JSON.getFactory().createParser(content)) {
      parser.nextToken();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        if (next == null) {
          throw unreadable(parser.currentLocation().getLineNr());
        }
        int line = parser.currentTokenLocation().getLineNr();
        JsonNode one = JSON.readTree(parser);
        if (one instanceof ObjectNode members) {
          rows.add(new Row(line, members));
        } else {
          problems.add(new Problem(line, "It is no object."));
        }
      }
      if (parser.nextToken() != null) {
        throw unreadable(parser.currentTokenLocation().getLineNr());
      }
    }
    return new FileRows(rows, problems);
  }

  private static FileRows ofCsv(String content) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(separator(content));
    try (MappingIterator<String[]> all =
        CSV.readerFor(String[].class).with(schema).readValues(content)) {
      List<String> header = null;
      while (all.hasNext()) {
        int line = all.getCurrentLocation().getLineNr();
        String[] cells = next(all, line);
        if (Stream.of(cells).allMatch(String::isBlank)) {
          continue;
        }
        if (header == null) {
          header = header(cells);
        } else if (cells.length > header.size()) {
          problems.add(new Problem(line, "It has more cells than the header row."));
        } else {
          rows.add(new Row(line, members(header, cells)));
        }
      }
    }
    return new FileRows(rows, problems);
  }

  private static String[] next(MappingIterator<String[]> all, int line) {
    try {
      return all.next();
    } catch (RuntimeJsonMappingException wrong) {
      throw unreadable(line);
    }
  }

  private static Unreadable unreadable(int line) {
    return new Unreadable(
        "The file can't be read from line "
            + line
            + " on. It has to be CSV with a header row, or a JSON array of objects.");
  }

  private static List<String> header(String[] cells) {
    List<String> header = Stream.of(cells).map(String::strip).toList();
    if (new HashSet<>(header).size() < header.size()) {
      throw new Unreadable("The header row names a column twice.");
    }
    return header;
  }

  private static ObjectNode members(List<String> header, String[] cells) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < cells.length; i++) {
      if (!cells[i].isBlank()) {
        members.put(header.get(i), cells[i].strip());
      }
    }
    return members;
  }

  /** What stands most often between the names of columns. */
  private static char separator(String content) {
    String header = content.stripLeading().lines().findFirst().orElse("");
    char most = ',';
    for (char one : new char[] {';', '\t'}) {
      if (count(header, one) > count(header, most)) {
        most = one;
      }
    }
    return most;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(one -> one == wanted).count();
  }
}
