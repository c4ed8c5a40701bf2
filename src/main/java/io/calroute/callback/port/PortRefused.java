package io.calroute.callback.port;

/** The port of callbacks can't be had, so that none would ever arrive. */
public final class PortRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * The port cannot be opened.
   *
   * @param address of it
   * @param port of it
   * @param cause what the system says
   */
  PortRefused(String address, int port, Throwable cause) {
    super(
        "calroute.callbacks.port: "
            + address
            + ":"
            + port
            + " cannot be opened: "
            + cause.getMessage()
            + "; end what uses it, or set another",
        cause);
  }

  /**
   * The port is another one's by configuration.
   *
   * @param key of the other port
   * @param port both
   */
  PortRefused(String key, int port) {
    super(
        "calroute.callbacks.port and "
            + key
            + " are both "
            + port
            + "; set another one for one of them");
  }
}
