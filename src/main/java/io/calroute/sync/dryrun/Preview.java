package io.calroute.sync.dryrun;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.applying.CallbackMapping;
import io.calroute.applying.MappedCallback;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.AppointmentKey;
import io.calroute.appointment.News;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryProperties;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.destination.Target;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.reference.Reference;
import io.calroute.reference.WantedReference;
import io.calroute.routing.Routing;
import io.calroute.sync.planner.Siblings;
import io.calroute.sync.planner.WantedContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What would come of a callback if it were the first word of its appointment. Asks no store and no
 * target. Safe for concurrent use.
 */
public final class Preview {

  /** Stands where an event shows the link of a Teams meeting that is not made yet. */
  public static final String JOIN_LINK = "https://teams.example/join-link";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Mappings mappings;
  private final CallbackMapping callbacks;
  private final Directory directory;
  private final SyncSettings settings;

  private Preview(
      Mappings mappings, CallbackMapping callbacks, Directory directory, SyncSettings settings) {
    this.mappings = mappings;
    this.callbacks = callbacks;
    this.directory = directory;
    this.settings = settings;
  }

  /**
   * A preview with the settings of an installation.
   *
   * @param environment its configuration
   * @param mappings its mappings
   * @param schema of what provider mappings give
   * @throws IllegalArgumentException when the directory can't be used; the message says what to
   *     mend
   * @throws org.springframework.boot.context.properties.bind.BindException when a value can't be
   *     understood
   */
  public static Preview of(Environment environment, Mappings mappings, Schema schema) {
    Binder binder = Binder.get(environment);
    DirectoryProperties directory = binder.bindOrCreate("calroute", DirectoryProperties.class);
    Connections connections = binder.bindOrCreate("calroute", Connections.class);
    return new Preview(
        mappings,
        new CallbackMapping(new LiveConnections(connections), schema, JSON),
        new LiveDirectory(directory.directory(), directory.directoryFile()).get(),
        binder.bindOrCreate("calroute", SyncSettings.class));
  }

  /**
   * What would come of a callback.
   *
   * @param outcome kind, code and reason as the journal would say them
   * @param output what the mapping gives, as golden cases have it; null when it is given nothing
   * @param events what would be written; empty when nothing is to stand
   * @param unrouted whether a staff member has no calendar in the directory
   */
  public record Result(Outcome outcome, JsonNode output, List<Event> events, boolean unrouted) {}

  /**
   * What would be written in one place.
   *
   * @param target where
   * @param calendar calendar id, mailbox or meeting organizer
   * @param staff the staff entry that it is for; null for none
   * @param copy id of the provider's own event that is taken over; null for none
   * @param content our members, as the mapping gives them; null when it refuses
   * @param refusal why it refuses; null when it does not
   */
  public record Event(
      Target target,
      String calendar,
      JsonNode staff,
      String copy,
      JsonNode content,
      String refusal) {}

  /**
   * Looks what would come of a body.
   *
   * @param provider such as {@code acme}
   * @param connection such as {@code default}
   * @param body raw bytes, in UTF-8
   * @param receivedAt when it would come in
   * @return never null
   */
  public Result of(String provider, String connection, byte[] body, Instant receivedAt) {
    Callback callback = new Callback(1, provider, connection, receivedAt, "UTF-8", body, 0);
    JsonNode output = null;
    MappedCallback mapped;
    try {
      JsonNode json = callbacks.read(callback);
      if (json.isMissingNode()) {
        return nothing(Outcome.failed("empty-body", "The body is empty."), null);
      }
      output = mappings.apply(provider, callbacks.input(callback, json));
      mapped = callbacks.check(callback, output);
    } catch (MappingRefused refusal) {
      output = GoldenCases.refused(refusal);
      mapped = callbacks.failed(callback, refusal);
    } catch (JsonProcessingException wrong) {
      mapped = callbacks.failed(callback, wrong);
    }
    if (mapped.outcome() != null) {
      return nothing(mapped.outcome(), output);
    }
    JsonNode canonical = mapped.canonical();
    AppointmentKey key = new AppointmentKey(provider, connection, canonical.path("id").textValue());
    News news = News.of(null, key, canonical, callback.id());
    Outcome outcome =
        new Outcome(
            news.kind() == News.Kind.REFUSED ? Outcome.Kind.FAILED : Outcome.Kind.APPLIED,
            news.code(),
            news.reason(),
            canonical.path("type").textValue(),
            key.id());
    if (news.after() == null) {
      return nothing(outcome, output);
    }
    Routing routing = Routing.of(news.after(), directory, settings, Set.of());
    return new Result(outcome, output, events(news.after(), routing), routing.unrouted());
  }

  private static Result nothing(Outcome outcome, JsonNode output) {
    return new Result(outcome, output, List.of(), false);
  }

  private List<Event> events(Appointment appointment, Routing routing) {
    List<Reference> references = new ArrayList<>();
    for (WantedReference place : routing.places()) {
      references.add(standing(references.size() + 1L, place));
    }
    Reference host = new Siblings(references, Instant.EPOCH).host(appointment, settings);
    return references.stream().map(one -> event(appointment, one, host)).toList();
  }

  private Event event(Appointment appointment, Reference reference, Reference host) {
    Lane lane = reference.lane();
    String copy = reference.isMeeting() ? null : WantedContent.copy(appointment, lane);
    JsonNode content = null;
    String refusal = null;
    try {
      content =
          mappings.apply(
              WantedContent.mapping(lane.target()),
              WantedContent.input(appointment, reference, host));
    } catch (MappingRefused refused) {
      refusal = refused.code() + ": " + refused.getMessage();
    }
    return new Event(lane.target(), lane.calendar(), reference.staff(), copy, content, refusal);
  }

  /** As if everything stood already, so that events show the link of the meeting. */
  private static Reference standing(long id, WantedReference place) {
    return new Reference(
        id,
        1,
        new Lane(id, place.target(), place.calendar(), false, null, false),
        place.position(),
        place.staff(),
        true,
        Reference.State.LIVE,
        1,
        new Reference.Identity("event", null, null, JOIN_LINK, null, false),
        null,
        null,
        List.of(),
        null,
        null,
        0,
        null,
        0);
  }
}
