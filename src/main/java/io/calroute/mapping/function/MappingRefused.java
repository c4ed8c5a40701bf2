package io.calroute.mapping.function;

/**
 * A mapping does not take its input, or a function in it does not take its argument.
 *
 * <p>It is an answer, not a fault: it carries no stack trace and never a value out of the input, so
 * that it can be shown and logged without showing anybody's data.
 */
public final class MappingRefused extends RuntimeException {
  private final String code;

  /**
   * Makes a refusal.
   *
   * @param code stable and kebab-case, such as {@code bad-time}
   * @param message one sentence with what to do about it
   */
  public MappingRefused(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
