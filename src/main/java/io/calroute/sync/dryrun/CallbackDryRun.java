package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.applying.CallbackMapper;
import io.calroute.applying.CallbackMapping;
import io.calroute.applying.MappedCallback;
import io.calroute.applying.MappingLimits;
import io.calroute.applying.RouteMappings;
import io.calroute.appointment.Appointment;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryProperties;
import io.calroute.appointment.directory.LiveDirectory;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import io.calroute.component.mapping.MappingComponent;
import io.calroute.component.mapping.Transformation;
import io.calroute.destination.Target;
import io.calroute.mapping.Legible;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.Schema;
import io.calroute.mapping.function.MappingRefused;
import io.calroute.mapping.golden.GoldenCases;
import io.calroute.policy.LinkSettings;
import io.calroute.policy.SyncSettings;
import io.calroute.reference.Lane;
import io.calroute.routing.PlacementInputs;
import io.calroute.sync.planner.WantedContent;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What would come of a callback if it were the first word of its appointment: through the route
 * that maps it, and from there as in any {@link DryRun}. Asks no store and no target. For use by
 * one thread.
 */
public final class CallbackDryRun implements AutoCloseable {

  /** Stands where an event shows the link of a Teams meeting that is not made yet. */
  public static final String JOIN_LINK = ObedientTarget.JOIN_LINK;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Mappings mappings;
  private final Directory directory;
  private final SyncSettings settings;
  private final LinkSettings links;
  private final CallbackMapper mapper;
  private final Recorder recorder;

  /**
   * A dry run with the settings of an installation.
   *
   * @param environment its configuration
   * @param schema of what provider mappings give
   * @param camel where its route for mapping runs
   * @throws IllegalArgumentException when the directory can't be used; the message says what to
   *     mend
   * @throws org.springframework.boot.context.properties.bind.BindException when a value can't be
   *     understood
   */
  public CallbackDryRun(
      Environment environment, Mappings mappings, Schema schema, CamelContext camel) {
    Binder binder = Binder.get(environment);
    DirectoryProperties properties = binder.bindOrCreate("calroute", DirectoryProperties.class);
    MappingLimits apply = binder.bindOrCreate("calroute.apply", MappingLimits.class);
    CallbackMapping callbacks =
        new CallbackMapping(
            new LiveConnections(binder.bindOrCreate("calroute", Connections.class)), schema, JSON);
    this.mappings = mappings;
    this.directory = new LiveDirectory(properties.directory(), properties.directoryFile()).get();
    this.settings = binder.bindOrCreate("calroute", SyncSettings.class);
    this.links = binder.bindOrCreate("calroute", LinkSettings.class);
    this.mapper = new CallbackMapper(() -> camel, callbacks, apply.mapTimeout(), 1);
    this.recorder = new Recorder(new RouteMappings(mappings, callbacks));
    camel.getComponent("mapping", MappingComponent.class).transformBy(recorder);
  }

  /**
   * What would come of a callback.
   *
   * @param refusal why nothing would; null when something would
   * @param output the appointment that the route gives; as far as it does not get, what the mapping
   *     gives, as golden cases have it; null when that is given nothing
   * @param events what would be written; empty when nothing is to stand
   * @param unrouted whether a staff member has no calendar in the directory
   * @param mappingAlone whether the mapping alone makes the same of the body
   */
  public record Result(
      Outcome refusal,
      JsonNode output,
      List<Event> events,
      boolean unrouted,
      boolean mappingAlone) {}

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
   * Looks what would come of a callback.
   *
   * @param callback with its body
   */
  public Result of(Callback callback) {
    JsonNode body;
    try {
      body = JSON.readTree(callback.body());
    } catch (IOException wrong) {
      return nothing(Outcome.failed("not-json", "The body is not JSON."));
    }
    if (body.isMissingNode()) {
      return nothing(Outcome.failed("empty-body", "The body is empty."));
    }
    MappedCallback mapped = CallbackMapper.settled(callback, mapper.map(callback));
    DryRun.Heard heard = DryRun.hear(null, mapped);
    JsonNode given = given(mapped, recorder.output);
    JsonNode output = given == null ? recorder.output : given;
    boolean alone =
        Legible.of(body).equals(Legible.of(recorder.input))
            && (given == null || given.equals(recorder.output));
    if (heard.refusal() != null) {
      return new Result(heard.refusal(), output, List.of(), false, alone);
    }
    PlacementInputs inputs = new PlacementInputs(directory, settings, Set.of());
    DryRun dryRun = new DryRun(inputs, links, mappings::apply, callback.receivedAt());
    Appointment after = heard.after();
    List<Event> events =
        dryRun.foresee(after, dryRun.place(after, List.of())).stream()
            .map(one -> event(after, one))
            .toList();
    return new Result(null, output, events, inputs.leavesOut(after), alone);
  }

  private static Result nothing(Outcome refusal) {
    return new Result(refusal, null, List.of(), false, true);
  }

  private static Event event(Appointment appointment, DryRun.Foreseen foreseen) {
    Lane lane = foreseen.reference().lane();
    return new Event(
        lane.target(),
        lane.calendar(),
        foreseen.reference().staff(),
        foreseen.reference().isMeeting() ? null : WantedContent.copy(appointment, lane),
        foreseen.content(),
        foreseen.problem() == null
            ? null
            : foreseen.problem().code() + ": " + foreseen.problem().message());
  }

  @Override
  public void close() {
    mapper.close();
  }

  /** The appointment with what was said of its version, which is no part of it. */
  private static JsonNode given(MappedCallback mapped, JsonNode mappingAlone) {
    if (mapped.canonical() == null) {
      return null;
    }
    JsonNode said = mappingAlone == null ? null : mappingAlone.get("stamped");
    if (mapped.stamped() && said == null) {
      return mapped.canonical();
    }
    ObjectNode given = ((ObjectNode) mapped.canonical()).deepCopy();
    return said != null && said.asBoolean() == mapped.stamped()
        ? given.set("stamped", said)
        : given.put("stamped", mapped.stamped());
  }

  /** Remembers what the provider's mapping is given, and what it makes of it. */
  private static final class Recorder implements Transformation {
    private final Transformation mappings;
    private volatile JsonNode input;
    private volatile JsonNode output;

    Recorder(Transformation mappings) {
      this.mappings = mappings;
    }

    @Override
    public JsonNode apply(String name, JsonNode document, Exchange exchange) {
      boolean own =
          exchange.getProperty(Callback.PROPERTY) instanceof Callback callback
              && callback.provider().equals(name);
      // Steps that follow may change what they are given.
      input = own ? document.deepCopy() : input;
      try {
        JsonNode given = mappings.apply(name, document, exchange);
        output = own ? Legible.of(given.deepCopy()) : output;
        return given;
      } catch (MappingRefused refusal) {
        output = own ? GoldenCases.refused(refusal) : output;
        throw refusal;
      }
    }
  }
}
