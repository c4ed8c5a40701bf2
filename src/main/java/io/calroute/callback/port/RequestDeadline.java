package io.calroute.callback.port;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection by which no request comes in time. One byte now and then is enough to be
 * never idle, and each connection takes a place among those that are served.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

  private final long laterNanos;
  private long deadline;
  private Future<?> check;

  /**
   * A deadline for one connection.
   *
   * @param firstMillis until the headers of its first request are there
   * @param laterMillis from the headers of a request to its end, and from there to the headers of
   *     the next one; not shorter
   */
  RequestDeadline(long firstMillis, long laterMillis) {
    this.laterNanos = TimeUnit.MILLISECONDS.toNanos(laterMillis);
    this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(firstMillis);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    check(context);
  }

  private void check(ChannelHandlerContext context) {
    long left = deadline - System.nanoTime();
    if (left > 0) {
      check = context.executor().schedule(() -> check(context), left, TimeUnit.NANOSECONDS);
    } else {
      context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    if (read instanceof HttpRequest || read instanceof LastHttpContent) {
      deadline = System.nanoTime() + laterNanos;
    }
    context.fireChannelRead(read);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    check.cancel(false);
  }
}
