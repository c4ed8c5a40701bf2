package io.calroute.benchmark;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Sends callbacks over a fixed number of kept-alive connections, each as fast as it is answered or
 * at a steady rate, and measures every answer. Its own cost is kept low by writing HTTP by hand: it
 * shares the machine with what it measures.
 */
public final class CallbackLoad {

  /**
   * One callback to send.
   *
   * @param path request path
   * @param headers lines without their line ends
   * @param body raw bytes
   */
  public record Request(String path, List<String> headers, byte[] body) {}

  /**
   * What a run measured.
   *
   * @param answered how many were answered 2xx
   * @param refused how many were answered otherwise
   * @param elapsed from the first request to the last answer
   * @param latencies sorted, in nanoseconds
   */
  public record Result(long answered, long refused, Duration elapsed, long[] latencies) {
    /** Answers per second. */
    public double perSecond() {
      return answered / (elapsed.toNanos() / 1e9);
    }

    /**
     * A percentile of the answer times.
     *
     * @param share such as 0.99
     * @return in milliseconds
     */
    public double percentileMillis(double share) {
      return latencies.length == 0
          ? 0
          : latencies[(int) Math.min(latencies.length - 1L, (long) (latencies.length * share))]
              / 1e6;
    }
  }

  private final InetSocketAddress address;
  private final int connections;
  private final LongFunction<Request> requests;

  /**
   * A load on one address.
   *
   * @param address of the callbacks port; loopback
   * @param connections how many connections to keep busy
   * @param requests the request for each number, counted from 0; called concurrently
   */
  public CallbackLoad(InetSocketAddress address, int connections, LongFunction<Request> requests) {
    this.address = address;
    this.connections = connections;
    this.requests = requests;
  }

  /**
   * Sends as fast as answers come.
   *
   * @param first number of the first request
   * @param count how many to send
   * @return what was measured
   */
  public Result saturate(long first, long count) throws InterruptedException, ExecutionException {
    return run(first, count, 0, number -> {});
  }

  /**
   * Sends at a steady rate, whatever the answers do.
   *
   * @param first number of the first request
   * @param count how many to send
   * @param perSecond the rate
   * @param beforeSend told the number of each request just before it is sent
   * @return what was measured
   */
  public Result steady(long first, long count, int perSecond, LongConsumer beforeSend)
      throws InterruptedException, ExecutionException {
    return run(first, count, perSecond, beforeSend);
  }

  private Result run(long first, long count, int perSecond, LongConsumer beforeSend)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      AtomicLong next = new AtomicLong();
      long start = System.nanoTime();
      List<Future<long[][]>> runs = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        runs.add(threads.submit(() -> send(first, count, next, start, perSecond, beforeSend)));
      }
      long refused = 0;
      List<long[]> latencies = new ArrayList<>();
      for (Future<long[][]> run : runs) {
        latencies.add(run.get()[0]);
        refused += run.get()[1][0];
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Result(count - refused, refused, elapsed, all);
    } finally {
      threads.shutdownNow();
    }
  }

  private long[][] send(
      long first, long count, AtomicLong next, long start, int perSecond, LongConsumer beforeSend)
      throws IOException {
    long[] latencies = new long[1024];
    int measured = 0;
    long refused = 0;
    long i = next.getAndIncrement();
    while (i < count) {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.connect(address);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean open = true;
        while (open && i < count) {
          byte[] request = bytes(requests.apply(first + i));
          if (perSecond > 0) {
            java.util.concurrent.locks.LockSupport.parkNanos(
                start + i * 1_000_000_000L / perSecond - System.nanoTime());
          }
          beforeSend.accept(first + i);
          long sent = System.nanoTime();
          Answer answer = answer(out, in, request);
          if (answer.status / 100 != 2) {
            refused++;
          }
          if (measured == latencies.length) {
            latencies = Arrays.copyOf(latencies, measured * 2);
          }
          latencies[measured++] = System.nanoTime() - sent;
          open = answer.open;
          i = next.getAndIncrement();
        }
      }
    }
    return new long[][] {Arrays.copyOf(latencies, measured), {refused}};
  }

  /**
   * An answer.
   *
   * @param open whether more may be sent over the connection
   */
  private record Answer(int status, boolean open) {}

  /** Who is refused early may be answered before he has sent everything. */
  private static Answer answer(OutputStream out, InputStream in, byte[] request)
      throws IOException {
    try {
      out.write(request);
    } catch (SocketException refused) {
      // The answer is there all the same.
      return new Answer(readAnswer(in).status, false);
    }
    return readAnswer(in);
  }

  private byte[] bytes(Request request) {
    StringBuilder head =
        new StringBuilder("POST ")
            .append(request.path())
            .append(" HTTP/1.1\r\nHost: ")
            .append(address.getHostString())
            .append("\r\nContent-Type: application/json\r\nContent-Length: ")
            .append(request.body().length)
            .append("\r\n");
    request.headers().forEach(line -> head.append(line).append("\r\n"));
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(start, start.length + request.body().length);
    System.arraycopy(request.body(), 0, all, start.length, request.body().length);
    return all;
  }

  private static Answer readAnswer(InputStream in) throws IOException {
    String statusLine = readLine(in);
    int status = Integer.parseInt(statusLine.substring(9, 12));
    int length = 0;
    boolean open = true;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).trim());
      }
      open &= !line.equalsIgnoreCase("connection: close");
    }
    in.skipNBytes(length);
    return new Answer(status, open);
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(48);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("The connection was closed in the middle of an answer");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
