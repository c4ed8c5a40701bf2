package io.calroute.store;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and its PostgreSQL and counts what is asked: statements by their words,
 * and transactions. Understands the protocol's messages (PostgreSQL documentation, "Message
 * Formats") as far as that takes. Safe for concurrent use.
 */
public final class CountedStore implements AutoCloseable {

  private final ServerSocket door;
  private final URI behind;
  private final Map<String, AtomicLong> statements = new ConcurrentHashMap<>();
  private final AtomicLong transactions = new AtomicLong();

  private CountedStore(ServerSocket door, URI behind) {
    this.door = door;
    this.behind = behind;
  }

  /**
   * Opens a door to a store.
   *
   * @param jdbcUrl of the store
   */
  public static CountedStore before(String jdbcUrl) throws IOException {
    CountedStore counted =
        new CountedStore(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            URI.create(jdbcUrl.substring("jdbc:".length())));
    thread(counted::letIn);
    return counted;
  }

  /** JDBC URL of the door. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + door.getLocalPort()
        + behind.getPath()
        + '?'
        + behind.getQuery()
        + "&sslmode=disable&gssEncMode=disable";
  }

  /** Statements so far, by their words; without those that begin and end transactions. */
  public Map<String, Long> statements() {
    Map<String, Long> counts = new TreeMap<>();
    statements.forEach((words, count) -> counts.put(words, count.get()));
    return counts;
  }

  /** Transactions so far, single statements included. */
  public long transactions() {
    return transactions.get();
  }

  private void letIn() {
    try {
      while (!door.isClosed()) {
        Socket client = door.accept();
        Socket server = new Socket(behind.getHost(), behind.getPort());
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Visit visit = new Visit();
        thread(() -> pump(client, server, visit::asked, true));
        thread(() -> pump(server, client, visit::answered, false));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "counted-store");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Heard {
    void hear(char type, byte[] content);
  }

  private static void pump(Socket from, Socket to, Heard heard, boolean begins) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      DataOutputStream data = new DataOutputStream(new java.io.BufferedOutputStream(out, 65536));
      boolean typed = !begins;
      while (true) {
        int type = typed ? in.readUnsignedByte() : 0;
        int length = in.readInt();
        byte[] content = in.readNBytes(length - 4);
        if (typed) {
          data.writeByte(type);
          heard.hear((char) type, content);
        }
        data.writeInt(length);
        data.write(content);
        if (in.available() == 0) {
          data.flush();
        }
        typed = true;
      }
    } catch (EOFException e) {
      // One of them has hung up.
    } catch (IOException e) {
      // Likewise.
    }
  }

  /** One connection. */
  private final class Visit {
    private final Map<String, String> prepared = new HashMap<>();
    private String bound = "";
    private volatile boolean asked;

    void asked(char type, byte[] content) {
      switch (type) {
        case 'P' -> {
          String name = text(content, 0);
          prepared.put(name, text(content, name.length() + 1));
        }
        case 'B' -> {
          String portal = text(content, 0);
          bound = prepared.getOrDefault(text(content, portal.length() + 1), "?");
        }
        case 'E' -> count(bound);
        case 'Q' -> count(text(content, 0));
        default -> {
          // Asks for nothing by itself.
        }
      }
    }

    void answered(char type, byte[] content) {
      if (type == 'Z' && content[0] == 'I' && asked) {
        asked = false;
        transactions.incrementAndGet();
      }
    }

    private void count(String statement) {
      String words = statement.strip().replaceAll("\\s+", " ");
      if (words.isEmpty()) {
        // Whether the connection is alive.
        return;
      }
      asked = true;
      if (!words.matches("(?i)(begin|commit|rollback|set ).*")) {
        statements
            .computeIfAbsent(
                words.substring(0, Math.min(words.length(), 160)), any -> new AtomicLong())
            .incrementAndGet();
      }
    }

    private static String text(byte[] content, int from) {
      int end = from;
      while (content[end] != 0) {
        end++;
      }
      return new String(content, from, end - from, StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
