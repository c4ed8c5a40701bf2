package io.calroute.callback.port;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Whoever answers at the port of callbacks besides their routes, below a path of its own. Called on
 * the threads that read callbacks, whatever stands in the path behind its beginning: must never
 * block. What a guest answers counts as no callback.
 */
public interface PortGuest extends Handler<HttpServerRequest> {

  /** Beginning of the paths that it answers, such as {@code /visit/}. */
  String prefix();
}
