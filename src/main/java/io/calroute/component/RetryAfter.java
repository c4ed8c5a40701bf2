package io.calroute.component;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Reads the {@code Retry-After} header of a target's answer.
 *
 * <p>RFC 9110, section 10.2.3 allows whole seconds and HTTP dates; Microsoft Graph also sends
 * fractional seconds ("2.128" in its own documentation of throttling).
 */
public final class RetryAfter {

  /** Up to about three years; longer numbers are no wish for a pause but a fault. */
  private static final Pattern SECONDS = Pattern.compile("\\d{1,8}(\\.\\d{1,9})?");

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private RetryAfter() {}

  /**
   * How long the target wants to be left alone.
   *
   * @param header the header's value; null when there is none
   * @param clock what dates are relative to
   * @return a pause, never negative; null when there is no header or it cannot be read
   */
  public static Duration parse(String header, Clock clock) {
    if (header == null) {
      return null;
    }
    String value = header.strip();
    if (SECONDS.matcher(value).matches()) {
      return Duration.ofNanos(
          new BigDecimal(value).multiply(NANOS).setScale(0, RoundingMode.CEILING).longValueExact());
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration pause = Duration.between(clock.instant(), until);
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException unreadable) {
      return null;
    }
  }
}
