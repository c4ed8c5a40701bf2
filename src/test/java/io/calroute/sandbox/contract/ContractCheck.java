package io.calroute.sandbox.contract;

import io.calroute.sandbox.server.Exchange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks recorded requests and answers against a target's machine-readable description.
 *
 * <p>The descriptions are not part of the project. {@code -Dcontracts=<folder>} names a folder with
 * {@code google-calendar-v3.json} (Google's discovery document) and {@code
 * graph-calendar-openapi.validating.json} (the calendar part of Graph's OpenAPI description).
 */
public interface ContractCheck {

  /**
   * Checks one exchange.
   *
   * @param recorded the exchange
   * @return what is wrong with it; empty when nothing is
   */
  List<String> check(Exchange recorded);

  /**
   * Checks many exchanges.
   *
   * @param recorded the exchanges
   * @return what is wrong, each with the exchange it is about
   */
  default List<String> check(List<Exchange> recorded) {
    return recorded.stream()
        .flatMap(
            exchange ->
                check(exchange).stream().map(problem -> "#" + exchange.number() + " " + problem))
        .toList();
  }

  /** The folder of the descriptions; empty when none is given. */
  static Optional<Path> folder() {
    return Optional.ofNullable(System.getProperty("contracts"))
        .map(Path::of)
        .filter(Files::isDirectory);
  }
}
