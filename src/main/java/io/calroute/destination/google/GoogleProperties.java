package io.calroute.destination.google;

import io.calroute.destination.SafeUrl;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach Google Calendar.
 *
 * @param rootUrl where the API is
 * @param credentialsFile key of a service account, as JSON; its token_uri is honoured. Null when
 *     Google Calendar is not used
 * @param impersonate whether to act as each calendar's owner, by domain-wide delegation; a calendar
 *     is then named by its owner's address
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout how long to wait for an answer
 * @param concurrency how many calls to Google run at once, over all calendars
 * @param userAgent what calls introduce themselves with
 */
@ConfigurationProperties("calroute.google")
public record GoogleProperties(
    @DefaultValue("https://www.googleapis.com/") URI rootUrl,
    Path credentialsFile,
    @DefaultValue("true") boolean impersonate,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("20s") Duration readTimeout,
    @DefaultValue("32") int concurrency,
    @DefaultValue("Calroute") String userAgent) {

  private static final int MOST = 1000;

  public GoogleProperties {
    check(
        SafeUrl.is(rootUrl),
        "root-url: an absolute https URL (http only to this machine, because tokens go there)");
    if (credentialsFile != null && credentialsFile.toString().isBlank()) {
      credentialsFile = null;
    }
    if (credentialsFile != null && Files.isRegularFile(credentialsFile)) {
      String fault = OwnerCredentials.fault(credentialsFile);
      check(fault == null, "credentials-file: " + credentialsFile + " " + fault);
    }
    check(concurrency >= 1 && concurrency <= MOST, "concurrency: from 1 to " + MOST);
    check(fits(connectTimeout), "connect-timeout: more than 0, at most an hour");
    check(fits(readTimeout), "read-timeout: more than 0, at most an hour");
    check(!userAgent.isBlank(), "user-agent: not empty");
  }

  private static boolean fits(Duration timeout) {
    return timeout.toMillis() > 0 && timeout.compareTo(Duration.ofHours(1)) <= 0;
  }

  private static void check(boolean right, String rule) {
    if (!right) {
      throw new IllegalArgumentException("calroute.google." + rule);
    }
  }
}
