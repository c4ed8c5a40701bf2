package io.calroute.callback.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connection that could not work is found out at the start, not by its first callback. */
class IncompleteConnectionTest {

  private static final String KEY = "calroute.connections.";

  @TempDir static Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "savvycal.second.time-zone | Europe/Rome  | calroute.connections.savvycal.second.secret is not set",
        "agendize.default.secret   | no-colon     | calroute.connections.agendize.default.secret must be user:password",
        "ombori.default.time-zone  | Mars/Olympus | calroute.connections.ombori.default",
        "ombori.default.time-zone  | Mars/Olympus | 'Mars/Olympus' is no time zone",
        "ombori.default.auth       | magic        | calroute.connections.ombori.default.auth"
      })
  void startIsRefusedWithTheKeyToSet(String key, String value, String message) {
    try (Installation installation = new Installation(home, 0, 0).with(KEY + key, value)) {
      Throwable refusal =
          catchThrowable(
              () -> {
                try (RunningCalroute running = installation.run()) {
                  assertThat(running).isNull();
                }
              });
      assertThat(refusal).isNotNull();
      assertThat(
              Stream.iterate(refusal, cause -> cause != null, Throwable::getCause)
                  .map(String::valueOf)
                  .collect(Collectors.joining("\n")))
          .contains(message);
    }
  }
}
