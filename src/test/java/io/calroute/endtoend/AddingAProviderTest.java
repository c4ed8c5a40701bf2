package io.calroute.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.calroute.bundle.EditedCalroute;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/adding-a-provider.md, as it is written there, on a running Calroute. */
class AddingAProviderTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private static final String ANNA = "anna@example.com";

  @TempDir Path home;

  @Test
  void thePageLeadsFromSamplesToAWorkingProvider() throws IOException {
    try (EditedCalroute edited = EditedCalroute.start(home, Map.of())) {
      Cookbook page = Cookbook.page(Path.of("docs/adding-a-provider.md"));
      // The last step sends samples by tools that need not be here.
      for (int step = 0; step < page.steps() - 1; step++) {
        page.follow(step, edited, home);
      }
      edited.awaitInUse();
      assertThat(edited.bundle().path("problems")).isEmpty();
      await().atMost(SOON).until(() -> tell(edited, "created").statusCode() / 100 == 2);
      StaffCalendars booked =
          new StaffCalendars(edited.installation(), "calcom/default/kPq3vX9rT2");
      booked.awaitOne(ANNA, Instant.parse("2027-03-01T15:00:00Z"), HALF_AN_HOUR);
      booked.await(
          ANNA,
          event -> {
            assertThat(event.title()).isEqualTo("Strategy Session: Jane Doe");
            assertThat(event.resource().path("description").asText())
                .contains("https://video.example.com/room-1")
                .doesNotContain("never-to-be-shown");
          });

      assertThat(tell(edited, "rescheduled").statusCode()).isEqualTo(202);
      StaffCalendars moved = new StaffCalendars(edited.installation(), "calcom/default/wM7cB4nL8s");
      moved.awaitOne(ANNA, Instant.parse("2027-03-02T10:00:00Z"), HALF_AN_HOUR);
      booked.awaitNone(ANNA);
      // A delivery that was late, in other words.
      assertThat(tell(edited, "created", " ").statusCode()).isEqualTo(202);

      assertThat(tell(edited, "cancelled").statusCode()).isEqualTo(202);
      moved.awaitNone(ANNA);
      booked.awaitNone(ANNA);
    }
  }

  private HttpResponse<String> tell(EditedCalroute edited, String sample) throws IOException {
    return tell(edited, sample, "");
  }

  private HttpResponse<String> tell(EditedCalroute edited, String sample, String end)
      throws IOException {
    String body = Files.readString(home.resolve("mappings/calcom/" + sample + ".in.json")) + end;
    return edited
        .calroute()
        .post("/callbacks/calcom", body, Map.of("X-Cal-Signature-256", signature(body)));
  }

  private String signature(String body) throws IOException {
    String secret = Files.readString(home.resolve("config/secrets/calcom-secret")).strip();
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
