package io.calroute.sandbox.provider;

/**
 * Somebody who can be booked at a provider.
 *
 * @param id the provider's id
 * @param email address
 * @param name as people read it
 * @param zone IANA name of the time zone
 * @param synced whether the provider itself writes this person's calendar
 */
public record Staff(String id, String email, String name, String zone, boolean synced) {

  /**
   * Somebody in Paris whose calendar the provider leaves alone.
   *
   * @param id the provider's id
   * @param email address
   */
  public static Staff of(String id, String email) {
    return new Staff(id, email, "Staff " + id, "Europe/Paris", false);
  }

  /** The same with a calendar that the provider writes. */
  public Staff syncedByProvider() {
    return new Staff(id, email, name, zone, true);
  }
}
