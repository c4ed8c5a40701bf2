package io.calroute.sandbox.provider.api;

import io.calroute.sandbox.Inbound;
import io.calroute.sandbox.server.Operation;
import io.calroute.sandbox.server.Reply;
import java.util.Optional;

/** The rules of a provider's API. Every method is called under the lock of the bookings. */
public interface Api {

  /** Name for people. */
  String title();

  /**
   * Tells what a request asks for.
   *
   * @param request the request
   */
  Operation operation(Inbound request);

  /**
   * Refuses a request that comes too fast.
   *
   * @param request the request
   * @param operation what it asks for
   * @param underWay how many requests are under way, itself included
   * @return the refusal; empty to let the request in
   */
  Optional<Reply> throttle(Inbound request, Operation operation, int underWay);

  /**
   * Carries a request out.
   *
   * @param request the request
   * @param operation what it asks for
   * @throws io.calroute.sandbox.server.Refusal when it must not be
   */
  Reply answer(Inbound request, Operation operation);

  /**
   * An error of the provider's shape.
   *
   * @param status HTTP status
   * @param reason code or text; null for the usual one
   */
  Reply error(int status, String reason);
}
