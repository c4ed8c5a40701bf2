package io.calroute.component.microsoft365.http;

import java.io.IOException;

/** Where bearer tokens come from. Thread-safe. */
public interface Tokens {

  /**
   * A token that is good now.
   *
   * @throws IOException when the token endpoint cannot be reached
   * @throws Microsoft365Exception when it refuses
   */
  String current() throws IOException;

  /**
   * Takes note that Graph refused a token, so that the next call gets another one.
   *
   * @param token the refused one; a newer one that is held by now is kept
   */
  void refused(String token);
}
