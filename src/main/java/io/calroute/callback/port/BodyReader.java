package io.calroute.callback.port;

import io.calroute.callback.door.CallbackRefused;
import io.calroute.work.BodyBudget;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Reads bodies, each within the limit for one and all within the budget. Vert.x's own reader knows
 * a limit for one body only, so that a few hundred senders without any proof could fill the heap.
 */
public final class BodyReader implements Handler<RoutingContext> {

  /** No callback may be longer. */
  public static final int LIMIT_BYTES = 1024 * 1024;

  private static final String BODY = "callback.body";

  private final BodyBudget budget;

  public BodyReader(BodyBudget budget) {
    this.budget = budget;
  }

  /** The body that was read; null when none was. */
  static CallbackBody of(RoutingContext call) {
    return call.get(BODY);
  }

  @Override
  public void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    if (of(call) != null || request.isEnded()) {
      call.next();
      return;
    }
    if (declaredLength(request) > LIMIT_BYTES) {
      call.fail(413);
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
      call.response().writeContinue();
    }
    CallbackBody body = new CallbackBody(budget);
    call.put(BODY, body);
    call.addEndHandler(ended -> body.leave());
    request.handler(
        chunk -> {
          if (call.failed() || call.response().closed()) {
            return;
          }
          if (body.size() + chunk.length() > LIMIT_BYTES) {
            call.fail(413);
          } else if (!body.add(chunk)) {
            call.fail(CallbackRefused.busy());
          }
        });
    request.exceptionHandler(
        fault -> {
          if (!call.failed()) {
            call.fail(400, fault);
          }
        });
    request.endHandler(
        ended -> {
          if (!call.failed() && !call.response().ended()) {
            call.next();
          }
        });
    request.resume();
  }

  private static long declaredLength(HttpServerRequest request) {
    try {
      String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
