package io.calroute.provider.writing;

import java.util.Locale;

/** A field of a booking that Calroute writes. */
public enum Field {
  /** The ids by which Calroute and the calendar know the appointment. */
  IDS,
  /** Where the client joins the online meeting. */
  LINK;

  /** As routes, mappings, the store and the API name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Field of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
