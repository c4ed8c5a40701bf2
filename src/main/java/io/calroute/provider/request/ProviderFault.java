package io.calroute.provider.request;

import java.time.Duration;

/** A provider that was asked gave no answer that anything can be made of. */
public final class ProviderFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What only people can mend is not tried every moment. */
  public static final Duration REFUSED = Duration.ofMinutes(5);

  /** Whoever wants to be left alone for longer is asked all the same. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final String code;
  private final boolean passing;
  private final transient Duration retryAfter;

  ProviderFault(String code, String sentence, boolean passing, Duration retryAfter) {
    super(sentence);
    this.code = code;
    this.passing = passing;
    this.retryAfter =
        retryAfter == null || retryAfter.compareTo(LONGEST) < 0 ? retryAfter : LONGEST;
  }

  /** A fault of whom the provider is asked by. */
  public ProviderFault(String code, String sentence, boolean passing) {
    this(code, sentence, passing, null);
  }

  /** Kebab-case code of the reason. */
  public String code() {
    return code;
  }

  /** Whether the same question may well be answered later. */
  public boolean isPassing() {
    return passing;
  }

  /** Whether it is about the whole account, and not about this question. */
  public boolean isOfProvider() {
    return code.equals("provider-unreachable")
        || code.equals("provider-failing")
        || code.equals("provider-throttled")
        || code.equals("provider-credentials-refused");
  }

  /** How long to wait: what the provider asks for, if that is longer than what is usual. */
  public Duration pause(Duration usual) {
    return retryAfter != null && retryAfter.compareTo(usual) > 0 ? retryAfter : usual;
  }

  static ProviderFault unreachable(String host, String how) {
    return new ProviderFault(
        "provider-unreachable", host + " " + how + ". It is asked again.", true, null);
  }

  /**
   * What a status means that no mapping reads.
   *
   * @param what was called, such as {@code GET api.example.com}; without path and query, which may
   *     name somebody
   */
  static ProviderFault of(String what, int status, Duration retryAfter) {
    if (status == 401 || status == 403) {
      return new ProviderFault(
          "provider-credentials-refused",
          what
              + " is answered "
              + status
              + ": the provider refuses the credentials. Check calroute.connections.*.*.api and"
              + " what they are allowed to do.",
          false,
          retryAfter);
    }
    if (status == 429) {
      return new ProviderFault(
          "provider-throttled",
          what + " is answered 429: the provider wants fewer calls. It is asked again.",
          true,
          retryAfter);
    }
    return status >= 500 || status == 408
        ? new ProviderFault(
            "provider-failing",
            what + " is answered " + status + ". It is asked again.",
            true,
            retryAfter)
        : new ProviderFault(
            "provider-refuses",
            what + " is answered " + status + ". Look at what the mapping asks for.",
            false,
            retryAfter);
  }
}
