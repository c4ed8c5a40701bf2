package io.calroute.callback.port;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP connection to the callbacks' port, for senders that are slow or odd. */
public final class RawConnection implements Closeable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: (\\d+)\\r\\n");

  private final Socket socket;

  public RawConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  public RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Whether an answer has begun to come. */
  public boolean isAnswered() throws IOException {
    return socket.getInputStream().available() > 0;
  }

  /** Status of the answer; -1 when the connection is closed without one. */
  public int status() throws IOException {
    BufferedReader answer =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String line = answer.readLine();
    return line == null ? -1 : Integer.parseInt(line.split(" ")[1]);
  }

  /** The answer as it comes, with its headers; empty when the connection is closed without one. */
  public String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    int next;
    while (answer.indexOf("\r\n\r\n") < 0 && (next = socket.getInputStream().read()) >= 0) {
      answer.append((char) next);
    }
    Matcher length = LENGTH.matcher(answer);
    if (length.find()) {
      byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
      answer.append(new String(body, StandardCharsets.UTF_8));
    }
    return answer.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
