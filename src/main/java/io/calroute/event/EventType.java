package io.calroute.event;

import java.util.Locale;

/** What hooks can be told. */
public enum EventType {
  APPOINTMENT_SYNCED,
  APPOINTMENT_FAILED,
  APPOINTMENT_UNROUTED,
  APPOINTMENT_CANCELLED,
  DRIFT_FOUND,
  CREDENTIALS_REFUSED,
  CREDENTIALS_RESTORED,
  CALENDAR_PAUSED,
  CONNECTION_SILENT,
  CALLBACK_MISSED,
  BUNDLE_REFUSED;

  /** The word in events and in the configuration, such as {@code drift.found}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
