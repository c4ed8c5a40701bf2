package io.calroute.operations.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.access.audit.AuditStore;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.web.ApiProblem;
import io.calroute.operations.web.StrictBody;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.reading.ReconcileSettings;
import io.calroute.provider.reading.Run;
import io.calroute.provider.reading.RunStore;
import io.calroute.sync.backfill.BackfillStore;
import io.calroute.work.Signal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Reading what there was before Calroute began, and accepting that it is written. */
@RestController
public final class BackfillApi {

  private static final Duration BACK = Duration.ofDays(1);
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EXAMPLE =
      "{\"provider\": \"acme\", \"connection\": \"default\", \"from\": \"2026-12-01\", \"to\":"
          + " \"2027-03-01\"}";
  private static final int SHOWN = 5;

  private final BackfillStore backfills;
  private final RunStore runs;
  private final AuditStore audit;
  private final LiveConnections connections;
  private final ProviderRoutes providers;
  private final ReconcileSettings settings;
  private final Signal listsDue;
  private final Clock clock;

  BackfillApi(
      BackfillStore backfills,
      RunStore runs,
      AuditStore audit,
      LiveConnections connections,
      ProviderRoutes providers,
      ReconcileSettings settings,
      Signal listsDue,
      Clock clock) {
    this.backfills = backfills;
    this.runs = runs;
    this.audit = audit;
    this.connections = connections;
    this.providers = providers;
    this.settings = settings;
    this.listsDue = listsDue;
    this.clock = clock;
  }

  /**
   * What to read.
   *
   * @param connection null for {@code default}
   * @param from an instant or a date; null for yesterday
   * @param to an instant or a date; null for {@code calroute.reconcile.horizon} from now
   */
  public record Wanted(String provider, String connection, String from, String to) {}

  @GetMapping("/api/backfill")
  Map<String, List<BackfillView>> all() {
    return Map.of("items", backfills.newest().stream().map(BackfillView::of).toList());
  }

  /** The newest of one connection, the last one first. */
  public List<BackfillView> of(String provider, String connection) {
    return backfills.newest(provider, connection, SHOWN).stream().map(BackfillView::of).toList();
  }

  @GetMapping("/api/backfill/{id}")
  public BackfillView find(@PathVariable String id) {
    return backfills.find(number(id)).map(BackfillView::of).orElseThrow(() -> unknown(id));
  }

  @PostMapping("/api/backfill")
  @ResponseStatus(HttpStatus.ACCEPTED)
  BackfillView begin(HttpServletRequest request) throws IOException {
    ObjectNode body = StrictBody.of(request, EXAMPLE);
    // Asked for a parameter, the container would take a body that curl sends as a form.
    MultiValueMap<String, String> address =
        UriComponentsBuilder.newInstance().query(request.getQueryString()).build().getQueryParams();
    return begin(
        body.isEmpty() && address.containsKey("provider")
            ? new Wanted(
                given(address, "provider"),
                given(address, "connection"),
                given(address, "from"),
                given(address, "to"))
            : wanted(body));
  }

  private static String given(MultiValueMap<String, String> address, String name) {
    String value = address.getFirst(name);
    try {
      return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException noCode) {
      throw ApiProblem.badParameter(name + " has a % in it that is followed by no code.");
    }
  }

  /**
   * Begins one; gives the one that is under way when there is one.
   *
   * @throws ApiProblem when it can't be
   */
  public BackfillView begin(Wanted wanted) {
    AskedConnection asked =
        AskedConnection.of(connections, wanted.provider(), wanted.connection())
            .requireRoute(
                providers,
                ProviderRoutes.Verb.LIST,
                "this provider can't be asked for a list. Import a file instead.");
    Instant now = clock.instant();
    Instant from = instant("from", wanted.from(), now.minus(BACK));
    Instant to = instant("to", wanted.to(), now.plus(settings.horizon()));
    if (!from.isBefore(to)) {
      throw ApiProblem.badParameter("from must be before to.");
    }
    audit.about(
        Map.of(
            "provider",
            asked.provider(),
            "connection",
            asked.name(),
            "from",
            from.toString(),
            "to",
            to.toString()));
    runs.begin(asked.provider(), asked.name(), Run.Kind.BACKFILL, from, to, null, null, now);
    listsDue.raise();
    return backfills
        .open(asked.provider(), asked.name(), Run.Kind.BACKFILL.word())
        .map(BackfillView::of)
        .orElseThrow(() -> unknown("of this connection"));
  }

  @PostMapping("/api/backfill/{id}/accept")
  @ResponseStatus(HttpStatus.ACCEPTED)
  public BackfillView accept(@PathVariable String id) {
    BackfillView now = audited(id);
    if (!backfills.accept(number(id)) && !now.state().equals("writing")) {
      throw ApiProblem.conflict(
          "not-planned",
          "Backfill " + id + " is " + now.state() + "; only one that is planned can be accepted.");
    }
    return find(id);
  }

  @PostMapping("/api/backfill/{id}/stop")
  public BackfillView stop(@PathVariable String id) {
    BackfillView now = audited(id);
    if (!backfills.stop(number(id))) {
      throw ApiProblem.conflict(
          "not-open", "Backfill " + id + " is " + now.state() + " and can't be stopped.");
    }
    return find(id);
  }

  /** A number tells nobody whose it is. */
  private BackfillView audited(String id) {
    BackfillView now = find(id);
    audit.about(Map.of("provider", now.provider(), "connection", now.connection()));
    return now;
  }

  private static Wanted wanted(ObjectNode body) {
    try {
      return JSON.treeToValue(body, Wanted.class);
    } catch (JsonProcessingException wrong) {
      throw ApiProblem.badParameter("The body must be JSON such as " + EXAMPLE + ".");
    }
  }

  private static Instant instant(String name, String text, Instant otherwise) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      Instant at =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) {
        return at;
      }
    } catch (DateTimeParseException wrong) {
      // Told below, like a time that neither the store nor a provider has.
    }
    throw ApiProblem.badParameter(
        name
            + " must be a date such as 2026-12-01, or an instant such as 2026-12-01T00:00:00Z, from"
            + " 1970 to 9998.");
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw unknown(id);
    }
  }

  private static ApiProblem unknown(String id) {
    return ApiProblem.notFound("unknown-backfill", "There is no backfill " + id + ".");
  }
}
