package io.calroute.operations.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.operations.web.ApiProblem;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.file.FileRows;
import io.calroute.provider.reading.FileImport;
import io.calroute.provider.reading.Run;
import io.calroute.sync.backfill.Backfill;
import io.calroute.sync.backfill.BackfillStore;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes files with appointments of providers that can't be asked for a list. */
@RestController
final class ImportApi {

  private static final int LONGEST = 16 << 20;

  /** What has begun earlier is in nobody's calendar any more to look at. */
  private static final Duration BACK = Duration.ofDays(1);

  /**
   * What comes of a file.
   *
   * @param run as {@code GET /api/backfill/{id}} shows it; null when no row can be taken
   * @param rows that the file has
   * @param past rows that are left out because they are over
   * @param problems rows that can't be taken
   */
  record ImportView(BackfillView run, int rows, int past, List<FileRows.Problem> problems) {}

  private final FileImport imports;
  private final BackfillStore backfills;
  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final Mappings mappings;
  private final Clock clock;

  ImportApi(
      FileImport imports,
      BackfillStore backfills,
      LiveConnections connections,
      ProviderRoutes providers,
      Mappings mappings,
      Clock clock) {
    this.imports = imports;
    this.backfills = backfills;
    this.connections = connections;
    this.providers = providers;
    this.mappings = mappings;
    this.clock = clock;
  }

  /** Whatever content type it has: who sends a file forgets to say so. */
  @PostMapping("/api/import")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ImportView begin(
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection,
      HttpServletRequest request)
      throws IOException {
    AskedConnection asked = AskedConnection.of(connections, provider, connection);
    String mapping = asked.provider() + Mappings.IMPORT;
    if (!mappings.names().contains(mapping)) {
      throw ApiProblem.conflict(
          "no-import",
          "There is no mapping %s%s that compiles, so nobody knows the columns of such a file."
              .formatted(mapping, Mappings.SUFFIX));
    }
    if (providers.can(asked.provider(), asked.name(), Verb.LIST)) {
      throw ApiProblem.conflict(
          "has-list", "This provider can be asked for its list; begin a backfill instead.");
    }
    FileRows file = read(request);
    List<FileRows.Problem> problems = new ArrayList<>(file.problems());
    Map<String, FileImport.Entry> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    int past = 0;
    Instant earliest = clock.instant().minus(BACK);
    for (FileRows.Row row : file.rows()) {
      try {
        FileImport.Entry entry = entry(mapping, asked, row);
        Integer before = lines.putIfAbsent(entry.id(), row.line());
        if (before != null) {
          problems.add(
              new FileRows.Problem(row.line(), "Its id is that of line " + before + ", too."));
        } else if (entry.start().isBefore(earliest)) {
          past++;
        } else {
          entries.put(entry.id(), entry);
        }
      } catch (MappingRefused refused) {
        problems.add(new FileRows.Problem(row.line(), refused.getMessage()));
      }
    }
    BackfillView run = entries.isEmpty() ? null : take(asked, List.copyOf(entries.values()));
    return new ImportView(run, file.rows().size() + file.problems().size(), past, problems);
  }

  private static FileRows read(HttpServletRequest request) throws IOException {
    byte[] bytes = request.getInputStream().readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw ApiProblem.badParameter("A file may have 16 MiB; send it in parts.");
    }
    try {
      return FileRows.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException wrong) {
      throw ApiProblem.badParameter("The file is no UTF-8; save it as UTF-8.");
    } catch (FileRows.Unreadable wrong) {
      throw ApiProblem.badParameter(wrong.getMessage());
    }
  }

  private FileImport.Entry entry(String mapping, AskedConnection asked, FileRows.Row row) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("row", row.members());
    input
        .putObject("connection")
        .put("name", asked.name())
        .put("timeZone", asked.connection().timeZone());
    JsonNode made = mappings.apply(mapping, input);
    String id = made.path("id").asText("");
    if (made.path("id").isNull() || id.isBlank()) {
      throw new MappingRefused("no-id", "It has no id.");
    }
    try {
      return new FileImport.Entry(
          id, made.path("body").toString(), Instant.parse(made.path("start").asText("")));
    } catch (DateTimeParseException wrong) {
      throw new MappingRefused("no-start", "It has no start that can be read.");
    }
  }

  private BackfillView take(AskedConnection asked, List<FileImport.Entry> entries) {
    Optional<Backfill> open =
        backfills.open(asked.provider(), asked.name(), Run.Kind.IMPORT.word());
    // Who sends a file again has corrected it; what both have is planned with the new one.
    open.ifPresent(before -> backfills.stop(before.id()));
    return imports
        .take(asked.provider(), asked.name(), entries)
        .flatMap(backfills::find)
        .map(BackfillView::of)
        .orElseThrow(
            () ->
                ApiProblem.conflict(
                    "import-writing",
                    "An import of this connection is being written; send the file when it is done."));
  }
}
