package io.calroute.destination.google;

import java.io.IOException;
import java.util.Locale;

/** There are no usable credentials for Google, as far as can be told without asking it. */
public class GoogleCredentialsException extends IOException {

  private static final long serialVersionUID = 1L;

  public enum Fault {
    /** No file is configured. */
    MISSING,
    /** The file is not there, cannot be read or holds no service account key. */
    UNREADABLE
  }

  private final Fault fault;

  GoogleCredentialsException(Fault fault) {
    super("The credentials of Google Calendar are " + fault.name().toLowerCase(Locale.ROOT));
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
