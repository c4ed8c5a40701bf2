package io.calroute.destination.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.http.HttpTransport;
import com.google.api.services.calendar.CalendarScopes;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.calroute.destination.SafeUrl;
import io.calroute.destination.google.GoogleCredentialsException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.LRUCacheFactory;

/**
 * The credentials to call Google with for each calendar owner, each with its own token.
 * Thread-safe.
 *
 * <p>The key file is read when first needed and again when it has changed, so that a new key is
 * taken up without a restart. The credentials of those who were not needed for longest are dropped
 * past a bound; all it costs is another token.
 */
final class OwnerCredentials {

  private static final int BOUND = 5_000;

  private final Path file;
  private final boolean impersonate;
  private final HttpTransport transport;
  private final Map<String, GoogleCredentials> owners = LRUCacheFactory.newLRUCache(BOUND);
  private FileTime read;
  private GoogleCredentials account;

  /**
   * @param file key of a service account; null for none, which is an error only once it is needed
   */
  OwnerCredentials(Path file, boolean impersonate, HttpTransport transport) {
    this.file = file;
    this.impersonate = impersonate;
    this.transport = transport;
  }

  /**
   * Credentials that act as an owner, or as the service account itself when nobody is to be
   * impersonated. Asks Google for nothing.
   *
   * @param owner address of the calendar's owner; null for calls about no calendar
   */
  synchronized GoogleCredentials of(String owner) throws GoogleCredentialsException {
    load();
    if (!impersonate || owner == null) {
      return account;
    }
    return owners.computeIfAbsent(owner, account::createDelegated);
  }

  /**
   * What is wrong with a key file, without quoting it.
   *
   * @return words that follow its name; null when it can be used
   */
  static String fault(Path file) {
    JsonNode key;
    try {
      key = new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException noJson) {
      return "is no JSON; put the key of a service account there, as Google Cloud gives it";
    } catch (IOException unreadable) {
      return "can't be read by this user; let the user who runs Calroute read it";
    }
    String type = key.path("type").asText("nothing that is said");
    if (!type.equals("service_account")) {
      return "is of type "
          + type
          + "; a key of a service account is needed, whose type is service_account";
    }
    for (String member : List.of("client_email", "private_key", "private_key_id")) {
      if (key.path(member).asText("").isBlank()) {
        return "has no " + member + "; put the whole key of a service account there";
      }
    }
    try {
      if (key.hasNonNull("token_uri") && !SafeUrl.is(URI.create(key.get("token_uri").asText()))) {
        return "has a token_uri that is no https URL; take the key as Google Cloud gives it";
      }
      ServiceAccountCredentials.fromStream(Files.newInputStream(file));
      return null;
    } catch (IOException | IllegalArgumentException unusable) {
      return "holds a key that can't be used; take it as Google Cloud gives it";
    }
  }

  private void load() throws GoogleCredentialsException {
    if (file == null) {
      throw new GoogleCredentialsException(Fault.MISSING);
    }
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (changed.equals(read)) {
        return;
      }
      try (InputStream key = Files.newInputStream(file)) {
        account =
            ServiceAccountCredentials.fromStream(key, () -> transport).toBuilder()
                .setScopes(List.of(CalendarScopes.CALENDAR_EVENTS))
                // Retries live in the store; the library's would hold a lane for seconds.
                .setDefaultRetriesEnabled(false)
                .build();
      }
      owners.clear();
      read = changed;
    } catch (IOException | IllegalArgumentException unreadable) {
      // Without the cause, whose message may quote the file.
      throw new GoogleCredentialsException(Fault.UNREADABLE);
    }
  }
}
