package io.calroute.sandbox.provider.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages that clients would have got. Their text comes from a template, in which {@code
 * {{a.b}}} stands for a member of the booking as the provider's API shows it. Safe for use from any
 * thread.
 */
public final class ClientMails {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([\\w.-]+)\\s*}}");

  private final Clock clock;
  private final List<ClientMail> sent = new ArrayList<>();
  private String template;

  /**
   * No mail yet.
   *
   * @param clock of the provider
   * @param template text with placeholders
   */
  public ClientMails(Clock clock, String template) {
    this.clock = clock;
    this.template = template;
  }

  /**
   * Changes the text of every message from now on.
   *
   * @param newTemplate text with placeholders
   */
  public synchronized void template(String newTemplate) {
    template = newTemplate;
  }

  /**
   * Sends a message.
   *
   * @param booking id of the booking
   * @param occasion why
   * @param to address of the client; null sends nothing
   * @param values what placeholders stand for
   */
  public synchronized void send(
      String booking, ClientMail.Occasion occasion, String to, JsonNode values) {
    if (to != null) {
      sent.add(new ClientMail(booking, occasion, to, text(values), clock.instant()));
    }
  }

  /** The messages, oldest first. */
  public synchronized List<ClientMail> sent() {
    return List.copyOf(sent);
  }

  /**
   * The messages about one booking, oldest first.
   *
   * @param booking id of the booking
   */
  public synchronized List<ClientMail> about(String booking) {
    return sent.stream().filter(mail -> mail.booking().equals(booking)).toList();
  }

  private String text(JsonNode values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            placeholder ->
                Matcher.quoteReplacement(
                    values.at("/" + placeholder.group(1).replace('.', '/')).asText("")));
  }
}
