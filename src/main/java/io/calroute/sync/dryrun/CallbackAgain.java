package io.calroute.sync.dryrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.calroute.applying.CallbackMapper;
import io.calroute.applying.MappedCallback;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.mapping.MappingProblem;
import io.calroute.mapping.Mappings;
import io.calroute.mapping.golden.Difference;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What the mapping in use makes of a callback of the journal, and what the one on disk would make
 * of it. Each goes through the route of its provider. Changes nothing. Safe for concurrent use.
 */
@Component
public final class CallbackAgain {

  private final Journal journal;
  private final CallbackMapper mapper;
  private final Mappings mappings;

  public CallbackAgain(Journal journal, CallbackMapper backgroundMapper, Mappings mappings) {
    this.journal = journal;
    this.mapper = backgroundMapper;
    this.mappings = mappings;
  }

  /**
   * What comes of it.
   *
   * @param appointment null when there is none
   * @param outcome why there is none, in the journal's word; null when there is one
   * @param code of the reason; null when there is an appointment
   * @param reason null when there is an appointment
   */
  public record Made(JsonNode appointment, String outcome, String code, String reason) {

    private static Made of(MappedCallback mapped) {
      return mapped.outcome() == null
          ? new Made(mapped.canonical(), null, null, null)
          : new Made(
              null,
              mapped.outcome().kind().word(),
              mapped.outcome().code(),
              mapped.outcome().reason());
    }

    private boolean endsAs(Made other) {
      return Objects.equals(outcome, other.outcome)
          && Objects.equals(code, other.code)
          && Objects.equals(reason, other.reason);
    }
  }

  /**
   * Both.
   *
   * @param onDisk null when the file can't be used
   * @param problem why the file can't be used; null when it can
   * @param differences of the appointments
   * @param same whether both make the same of it
   */
  public record Both(
      Made inUse, Made onDisk, String problem, List<Difference> differences, boolean same) {}

  /**
   * Looks.
   *
   * @param id in the journal
   * @return empty when its body is not kept any more
   */
  public Optional<Both> of(long id) {
    return journal.find(List.of(id)).stream().findFirst().map(this::both);
  }

  private Both both(Callback callback) {
    Made inUse = made(callback, null);
    String name = callback.provider();
    if (!mappings.names().contains(name)) {
      return new Both(inUse, null, "The route uses no mapping " + name + ".", List.of(), false);
    }
    try {
      String text = mappings.files().read(name + Mappings.SUFFIX);
      List<MappingProblem> problems = mappings.compile(name, text);
      if (!problems.isEmpty()) {
        return new Both(inUse, null, problems.get(0).toString(), List.of(), false);
      }
      Made onDisk = made(callback, mappings.with(name, text));
      List<Difference> differences = Difference.between(tree(inUse), tree(onDisk));
      return new Both(
          inUse, onDisk, null, differences, differences.isEmpty() && inUse.endsAs(onDisk));
    } catch (IOException unreadable) {
      return new Both(inUse, null, "The file cannot be read.", List.of(), false);
    }
  }

  private Made made(Callback callback, Mappings edited) {
    return Made.of(CallbackMapper.settled(callback, mapper.map(callback, edited)));
  }

  private static JsonNode tree(Made made) {
    return made.appointment() == null ? MissingNode.getInstance() : made.appointment();
  }
}
