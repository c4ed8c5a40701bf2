package io.calroute.operations.change;

import io.calroute.mapping.MappingProblem;
import io.calroute.mapping.Mappings;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.Paging;
import io.calroute.sync.dryrun.EditDryRun;
import io.calroute.sync.dryrun.EditPreview;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What an edited mapping would change. */
@RestController
final class PreviewApi {

  private static final int LONGEST = 1 << 20;

  private final EditDryRun dryRun;
  private final Mappings mappings;

  PreviewApi(EditDryRun dryRun, Mappings mappings) {
    this.dryRun = dryRun;
    this.mappings = mappings;
  }

  @PostMapping(path = "/api/preview", consumes = MediaType.TEXT_PLAIN_VALUE)
  EditPreview preview(
      @RequestParam(required = false) String mapping,
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String limit,
      @RequestParam(required = false) String after,
      InputStream body)
      throws IOException {
    Paging paging = Paging.of(limit, after);
    String name = Paging.given(mapping) == null ? Paging.given(provider) : Paging.given(mapping);
    if (name == null) {
      throw ApiProblem.badParameter(
          "Name the mapping, as in mapping=google-event or mapping=lib/event.");
    }
    SortedSet<String> known = new TreeSet<>(mappings.names());
    known.removeIf(Mappings::isOfCalls);
    known.addAll(mappings.libraries());
    if (!known.contains(name)) {
      throw ApiProblem.notFound(
          "unknown-mapping", "There is no such mapping; these are: " + known + ".");
    }
    byte[] bytes = body.readNBytes(LONGEST + 1);
    if (bytes.length > LONGEST) {
      throw ApiProblem.badParameter("The text of a mapping may have 1 MiB.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<MappingProblem> problems = mappings.compile(name, text);
    if (!problems.isEmpty()) {
      throw ApiProblem.badMapping(problems.get(0));
    }
    return dryRun.preview(name, text, Paging.given(provider), paging.limit(), paging.after());
  }
}
