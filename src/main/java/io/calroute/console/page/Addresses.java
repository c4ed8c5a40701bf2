package io.calroute.console.page;

import io.calroute.access.caller.Requests;
import io.calroute.appointment.AppointmentKey;
import io.calroute.callback.connection.Connections;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where pages are. */
public final class Addresses {

  /** For templates, which may not name a class where they make an address. */
  public static final Addresses PAGES = new Addresses();

  private Addresses() {}

  /** The page of an appointment. */
  public static String of(AppointmentKey key) {
    return of(key, "");
  }

  /** The page of an appointment, by what it is called. */
  public static String of(String provider, String connection, String id) {
    return of(new AppointmentKey(provider, connection, id));
  }

  /** The page of what the mappings on disk would make of an appointment. */
  public static String ofWhatIf(AppointmentKey key) {
    return of(key, "/what-if");
  }

  /** What makes all of an appointment due now. */
  public static String ofResync(String provider, String connection, String id) {
    return of(new AppointmentKey(provider, connection, id), "/resync");
  }

  private static String of(AppointmentKey key, String below) {
    // No path has room for every id: "." and ".." are ways to another one.
    return "/appointment"
        + below
        + "?provider="
        + segment(key.provider())
        + (key.connection().equals(Connections.DEFAULT)
            ? ""
            : "&connection=" + segment(key.connection()))
        + "&id="
        + segment(key.id());
  }

  /**
   * The page that somebody comes back to, after having changed something.
   *
   * @param back what the form says; never trusted to be of this site
   */
  public static String back(String back) {
    // Braces would be names that Spring looks up.
    return "redirect:"
        + (Requests.isOwnPage(back) ? back.replace("{", "%7B").replace("}", "%7D") : "/");
  }

  /** The page of a callback. */
  public static String ofCallback(String id) {
    return "/callbacks/" + segment(id);
  }

  /** A text as a segment of a path, or as a value of a query. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
