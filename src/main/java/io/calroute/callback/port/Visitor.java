package io.calroute.callback.port;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Who sends a request, as far as it can be told. Behind an ingress every request comes from the
 * same address of the inner network; the ingress appends the one that it saw to {@code
 * X-Forwarded-For}. That header is believed only of neighbours in such a network, and only as far
 * as they have written it themselves: anybody can put more in front.
 */
public final class Visitor {

  private static final String NOBODY = "unknown";

  private Visitor() {}

  /**
   * The source of a request.
   *
   * @param neighbour address that the connection comes from
   * @param forwarded values of {@code X-Forwarded-For}, in their order
   * @return an IPv4 address or the first half of an IPv6 address, which is what one household has
   */
  public static String source(String neighbour, List<String> forwarded) {
    List<String> hops = new ArrayList<>();
    forwarded.forEach(value -> hops.addAll(Arrays.asList(value.split(","))));
    hops.add(neighbour == null ? "" : neighbour);
    String source = NOBODY;
    for (int i = hops.size() - 1; i >= 0; i--) {
      InetAddress hop = address(hops.get(i).strip());
      if (hop == null) {
        return source;
      }
      source = name(hop);
      if (!isInside(hop)) {
        return source;
      }
    }
    return source;
  }

  private static InetAddress address(String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
    try {
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String name(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
        : address.getHostAddress();
  }

  /** Loopback, private networks (RFC 1918, RFC 4193, RFC 6598) and links. */
  private static boolean isInside(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    return shared
        || unique
        || address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress();
  }
}
