package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.ServiceAccountCredentials;
import io.calroute.destination.google.GoogleCredentialsException.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerCredentialsTest {

  @TempDir private Path directory;

  private OwnerCredentials credentials(Path file, boolean impersonate) {
    return new OwnerCredentials(file, impersonate, new NetHttpTransport());
  }

  @Test
  void actsAsEachOwner() throws Exception {
    Path file = ServiceAccountKey.write(directory.resolve("k.json"), "http://localhost/token");
    OwnerCredentials owners = credentials(file, true);
    ServiceAccountCredentials anna = (ServiceAccountCredentials) owners.of("anna@x");
    assertThat(anna.getServiceAccountUser()).isEqualTo("anna@x");
    assertThat(anna.getTokenServerUri()).hasToString("http://localhost/token");
    assertThat(owners.of("anna@x")).isSameAs(anna);
    assertThat(owners.of("ben@x")).isNotSameAs(anna);
  }

  @Test
  void actsAsItselfWhenNobodyIsToBeImpersonated() throws Exception {
    Path file = ServiceAccountKey.write(directory.resolve("k.json"), "http://localhost/token");
    ServiceAccountCredentials self =
        (ServiceAccountCredentials) credentials(file, false).of("anna@x");
    assertThat(self.getServiceAccountUser()).isNull();
  }

  @Test
  void takesUpAChangedKey() throws Exception {
    Path file = ServiceAccountKey.write(directory.resolve("k.json"), "http://localhost/old");
    OwnerCredentials owners = credentials(file, true);
    owners.of("anna@x");
    ServiceAccountKey.write(file, "http://localhost/new");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(((ServiceAccountCredentials) owners.of("anna@x")).getTokenServerUri())
        .hasToString("http://localhost/new");
  }

  @Test
  void saysWhatIsWrongWithoutQuotingTheFile() throws Exception {
    assertThatThrownBy(() -> credentials(null, true).of("anna@x"))
        .isInstanceOfSatisfying(
            GoogleCredentialsException.class,
            failure -> assertThat(failure.fault()).isEqualTo(Fault.MISSING));
    Path garbage = Files.writeString(directory.resolve("g.json"), "secret words");
    for (Path file : new Path[] {directory.resolve("none"), garbage}) {
      assertThatThrownBy(() -> credentials(file, true).of("anna@x"))
          .isInstanceOfSatisfying(
              GoogleCredentialsException.class,
              failure -> {
                assertThat(failure.fault()).isEqualTo(Fault.UNREADABLE);
                assertThat(failure).hasNoCause().message().doesNotContain("secret");
              });
    }
  }
}
