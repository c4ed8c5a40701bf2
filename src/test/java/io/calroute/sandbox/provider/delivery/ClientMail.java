package io.calroute.sandbox.provider.delivery;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that a provider would have sent to a client.
 *
 * @param booking id of the booking
 * @param occasion why it was sent
 * @param to address of the client
 * @param text what the client reads
 * @param time when it was sent
 */
public record ClientMail(String booking, Occasion occasion, String to, String text, Instant time) {

  private static final Pattern LINK = Pattern.compile("https?://\\S+");

  /** Why a message was sent. */
  public enum Occasion {
    /** The booking waits until somebody at the company accepts it. */
    REQUEST,
    /** The booking stands. */
    CONFIRMATION,
    /** The booking has changed. */
    CHANGE,
    /** The booking is off. */
    CANCELLATION
  }

  /** The first link in the text; null without one. */
  public String link() {
    Matcher link = LINK.matcher(text);
    return link.find() ? link.group() : null;
  }
}
