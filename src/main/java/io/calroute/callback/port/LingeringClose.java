package io.calroute.callback.port;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection in two steps, so that a client which is still writing gets its answer: the
 * system answers what comes to a closed socket by a reset, and the client then forgets what it has
 * not read yet (RFC 9112, section 9.6). What comes meanwhile is read and forgotten.
 */
final class LingeringClose extends ChannelDuplexHandler {

  private static final long LONGEST_MILLIS = 1000;

  private boolean closing;

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!(context.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
      context.close(promise);
      return;
    }
    channel.closeFuture().addListener(closed -> promise.trySuccess());
    if (closing) {
      return;
    }
    closing = true;
    channel.config().setAutoRead(true);
    context.flush();
    channel
        .shutdownOutput()
        .addListener(
            (ChannelFutureListener)
                said -> {
                  if (said.isSuccess()) {
                    context
                        .executor()
                        .schedule(() -> context.close(), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
                  } else {
                    context.close();
                  }
                });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    if (closing) {
      ReferenceCountUtil.release(read);
    } else {
      context.fireChannelRead(read);
    }
  }
}
