package io.calroute.destination;

import java.net.URI;
import java.util.Locale;

/** Which URLs tokens and secrets may be sent to. */
public final class SafeUrl {

  private SafeUrl() {}

  /**
   * Whether what is sent there can be read by nobody on the way: HTTPS, or HTTP within this
   * machine.
   */
  public static boolean is(URI url) {
    return url.getHost() != null
        && ("https".equalsIgnoreCase(url.getScheme())
            || "http".equalsIgnoreCase(url.getScheme()) && isLoopback(url.getHost()));
  }

  /** By its name: nobody is asked, and what a name server says can change. */
  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.matches("127(\\.\\d{1,3}){3}") || name.equals("[::1]");
  }
}
