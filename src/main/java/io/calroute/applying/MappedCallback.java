package io.calroute.applying;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Outcome;
import java.util.List;

/**
 * A callback and what its provider's mapping made of it.
 *
 * @param callback the callback, without its body
 * @param canonical the canonical appointment; null when there is none
 * @param outcome what became of the callback already; null when that is still to be decided
 * @param stamped whether the version says which of two states is the later one
 */
public record MappedCallback(
    Callback callback, JsonNode canonical, Outcome outcome, boolean stamped) {

  /** Lets go of the body. */
  public MappedCallback {
    callback = callback.read();
  }

  /** One without an appointment, or with a version that says what it should. */
  public MappedCallback(Callback callback, JsonNode canonical, Outcome outcome) {
    this(callback, canonical, outcome, true);
  }

  /** One that was not applied, as far as its mapping could tell what it is about. */
  MappedCallback about(String type, String appointmentId) {
    return new MappedCallback(callback, canonical, outcome.about(type, appointmentId), stamped);
  }

  /** One that was not applied, to be found by what its body says. */
  MappedCallback mentioning(List<Long> said) {
    return new MappedCallback(callback, canonical, outcome.mentioning(said), stamped);
  }
}
