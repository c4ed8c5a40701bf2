package io.calroute.destination.google;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.client.http.HttpResponseException;
import java.io.IOException;
import java.util.Locale;
import org.apache.camel.util.ObjectHelper;

/**
 * Google's token endpoint gave no token.
 *
 * <p>It stands for the library's exception and does not hold it, because that one's message quotes
 * the endpoint's whole answer and the address of the service account.
 */
public class GoogleTokenException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final int status;
  private final String error;
  private final boolean ownerUnknown;

  private GoogleTokenException(int status, String error, boolean ownerUnknown) {
    super("Google's token endpoint answered " + (status == 0 ? "nothing" : status + " " + error));
    this.status = status;
    this.error = error;
    this.ownerUnknown = ownerUnknown;
  }

  /** Reads what the library says about a failed refresh. */
  static GoogleTokenException of(IOException failure) {
    HttpResponseException answer = ObjectHelper.getException(HttpResponseException.class, failure);
    return answer == null ? new GoogleTokenException(0, "", false) : of(answer);
  }

  private static GoogleTokenException of(HttpResponseException answer) {
    try {
      JsonNode body = JSON.readTree(answer.getContent() == null ? "" : answer.getContent());
      String error = body.path("error").asText("");
      String description = body.path("error_description").asText("");
      return new GoogleTokenException(
          answer.getStatusCode(),
          error.matches("[a-z_]{1,40}") ? error : "unknown",
          description.toLowerCase(Locale.ROOT).contains("email or user id"));
    } catch (JsonProcessingException notJson) {
      return new GoogleTokenException(answer.getStatusCode(), "unknown", false);
    }
  }

  /** HTTP status; 0 when there was no answer. */
  public int status() {
    return status;
  }

  /** OAuth's error code, such as {@code invalid_grant}. */
  public String error() {
    return error;
  }

  /**
   * Whether the endpoint knows nobody of the impersonated address. It says so with the same {@code
   * invalid_grant} as for a revoked key, but only one calendar is concerned.
   */
  public boolean ownerUnknown() {
    return ownerUnknown;
  }
}
