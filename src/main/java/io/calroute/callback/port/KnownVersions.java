package io.calroute.callback.port;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Has a request of another version than HTTP/1 refused like any other that can't be read. Vert.x
 * would answer it before anybody who counts hears of it.
 */
final class KnownVersions extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    if (read instanceof HttpRequest request
        && !HttpVersion.HTTP_1_1.equals(request.protocolVersion())
        && !HttpVersion.HTTP_1_0.equals(request.protocolVersion())) {
      request.setDecoderResult(
          DecoderResult.failure(
              new IllegalArgumentException(request.protocolVersion() + " is not spoken here")));
      request.setProtocolVersion(HttpVersion.HTTP_1_1);
    }
    context.fireChannelRead(read);
  }
}
