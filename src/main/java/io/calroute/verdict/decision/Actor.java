package io.calroute.verdict.decision;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Who acts next. */
public enum Actor {
  /** Nothing is left to do. */
  NOBODY("Nobody has to act."),
  /** It goes on without help. */
  CALROUTE("Calroute goes on by itself."),
  /** Whoever runs Calroute. */
  OPERATOR("You act."),
  /** The booking system, or whoever looks after it. */
  PROVIDER("The booking system acts."),
  /** Whoever administers the calendars' tenant. */
  ADMINISTRATOR("Whoever administers the calendars acts."),
  /** Whose calendar it is. */
  STAFF("The calendar's owner acts.");

  private final String sentence;

  Actor(String sentence) {
    this.sentence = sentence;
  }

  /** The word in the API. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String sentence() {
    return sentence;
  }
}
