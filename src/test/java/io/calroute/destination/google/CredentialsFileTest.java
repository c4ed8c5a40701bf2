package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** A key file that could never be used is found out at the start, without quoting it. */
class CredentialsFileTest {

  @TempDir Path home;

  private GoogleProperties with(Path file) {
    return new Binder(
            new MapConfigurationPropertySource(
                Map.of("calroute.google.credentials-file", file == null ? "" : file.toString())))
        .bindOrCreate("calroute.google", GoogleProperties.class);
  }

  private void refused(Path file, String reason) {
    assertThatThrownBy(() -> with(file))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageStartingWith("calroute.google.credentials-file: " + file + " " + reason)
        .hasMessageNotContaining("hush");
  }

  @Test
  void aServiceAccountsKeyIsTaken() throws IOException {
    Path key = ServiceAccountKey.write(home.resolve("k.json"), "https://oauth2.googleapis.com/t");
    assertThat(with(key).credentialsFile()).isEqualTo(key);
  }

  @Test
  void noneIsTaken() {
    assertThat(with(null).credentialsFile()).isNull();
  }

  @Test
  void whatIsNoKeyOfAServiceAccountIsRefused() throws IOException {
    Path file = home.resolve("k.json");
    Files.writeString(file, "hush");
    refused(file, "is no JSON");
    Files.writeString(file, "{\"type\": \"authorized_user\", \"refresh_token\": \"hush\"}");
    refused(file, "is of type authorized_user; a key of a service account is needed");
    Files.writeString(file, "[\"hush\"]");
    refused(file, "is of type nothing that is said");
    Files.writeString(file, "{\"type\": \"service_account\", \"client_email\": \"hush\"}");
    refused(file, "has no private_key");
    String whole = Files.readString(ServiceAccountKey.write(file, "https://localhost/"));
    Files.writeString(file, whole.replace("BEGIN PRIVATE KEY-----", "BEGIN PRIVATE KEY-----hush"));
    refused(file, "holds a key that can't be used");
  }

  @Test
  void aTokenIsNeverAskedForInClear() throws IOException {
    refused(
        ServiceAccountKey.write(home.resolve("k.json"), "http://oauth2.example.org/token"),
        "has a token_uri that is no https URL");
  }
}
