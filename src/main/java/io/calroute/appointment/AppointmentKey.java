package io.calroute.appointment;

import java.util.Comparator;

/**
 * What identifies an appointment for good.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param id the provider's id, case-sensitive
 */
public record AppointmentKey(String provider, String connection, String id)
    implements Comparable<AppointmentKey> {

  private static final Comparator<AppointmentKey> ORDER =
      Comparator.comparing(AppointmentKey::provider)
          .thenComparing(AppointmentKey::connection)
          .thenComparing(AppointmentKey::id);

  /** {@code provider/connection/id}, as it stands in markers. */
  public String text() {
    return provider + '/' + connection + '/' + id;
  }

  @Override
  public int compareTo(AppointmentKey other) {
    return ORDER.compare(this, other);
  }
}
