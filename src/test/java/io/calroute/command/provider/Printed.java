package io.calroute.command.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.command.Commands;
import io.calroute.sandbox.Json;
import io.calroute.sandbox.RunningCalroute;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What came of a command that asks a running Calroute.
 *
 * @param exitCode of the process
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Printed(int exitCode, String out, String err) {

  /** Runs a command line, as the jar does. */
  static Printed by(RunningCalroute calroute, String... words) {
    return at(calroute.operationsPort(), words);
  }

  /** The same for whatever has a port. */
  static Printed at(int port, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--server.port=" + port);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Commands.run(all, stream(out), stream(err)).orElseThrow();
    return new Printed(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** Standard output as JSON. */
  JsonNode json() {
    return Json.parse(out);
  }
}
