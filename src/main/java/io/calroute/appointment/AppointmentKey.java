package io.calroute.appointment;

/**
 * What identifies an appointment for good.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param id the provider's id, case-sensitive
 */
public record AppointmentKey(String provider, String connection, String id)
    implements Comparable<AppointmentKey> {

  /** {@code provider/connection/id}, as it stands in markers. */
  public String text() {
    return provider + '/' + connection + '/' + id;
  }

  @Override
  public int compareTo(AppointmentKey other) {
    int byProvider = provider.compareTo(other.provider);
    if (byProvider != 0) {
      return byProvider;
    }
    int byConnection = connection.compareTo(other.connection);
    return byConnection != 0 ? byConnection : id.compareTo(other.id);
  }
}
