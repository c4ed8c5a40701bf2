package io.calroute.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.calroute.callback.journal.Journal;
import io.calroute.sandbox.Installation;
import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.AgendizeBooking;
import io.calroute.sandbox.provider.CabinetFmBooking;
import io.calroute.sandbox.provider.OmboriBooking;
import io.calroute.sandbox.provider.PexipEngageBooking;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whatever comes to the port of callbacks, Calroute answers, keeps what it has accepted, and goes
 * on. {@code -Dfuzz.inputs} says how many inputs, {@code -Dfuzz.seed} which ones.
 */
class FuzzTest {

  private static final long INPUTS = Long.getLong("fuzz.inputs", 20_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final int SENDERS = 16;
  private static final int PATIENCE_MILLIS = 60_000;
  private static final Duration SOON = Duration.ofMinutes(5);
  private static final int FLAT = 16 * 1024 * 1024;
  private static final String GOOD = "anybody@good.example";
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");

  @TempDir static Path home;

  private final BitSet accepted = new BitSet();
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Integer> answers = new TreeMap<>();

  @Test
  void whateverComesIsAnsweredAndWhatIsAcceptedIsKept() throws Exception {
    try (Installation installation = new Installation(home, 0, 0)) {
      // Who is made up is in no calendar: these are not what is tried here, and grow.
      installation
          .withoutQuotas()
          .without("calroute.directory[")
          .staff("prov_good00000001", "google", GOOD)
          .staff("990", "google", GOOD)
          .staff("991", "google", GOOD)
          .domain("good.example", "google");
      try (RunningCalroute calroute = installation.run()) {
        fuzz(installation, calroute);
      }
    }
  }

  private void fuzz(Installation installation, RunningCalroute calroute) throws Exception {
    Map<Provider, List<JsonNode>> good = golden();
    JdbcTemplate jdbc = calroute.bean(JdbcTemplate.class);
    long warm = INPUTS / 4;
    send(calroute, good, 0, warm);
    settle(jdbc);
    long heap = heap();
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();

    send(calroute, good, warm, INPUTS);
    settle(jdbc);

    // For whoever wants to try the same again, not a log.
    System.out.printf("Inputs of -Dfuzz.seed=%d were answered %s%n", SEED, answers);
    assertThat(wrong).as("-Dfuzz.seed=" + SEED).isEmpty();
    await()
        .atMost(SOON)
        .until(() -> calroute.bean(Journal.class).intake().rest(Duration.ZERO).isZero());
    // Connections end, and with them what served them.
    await()
        .atMost(SOON)
        .until(() -> ManagementFactory.getThreadMXBean().getThreadCount() <= threads + SENDERS);
    assertThat(heap() - heap).as("bytes more after all than after a quarter").isLessThan(FLAT);
    assertThat(accepted.cardinality()).isGreaterThan((int) (INPUTS / 10));
    BitSet lost = (BitSet) accepted.clone();
    jdbc.query(
        "select id from callback where outcome <> 'pending'",
        row -> {
          lost.clear(row.getInt(1));
        });
    assertThat(lost.isEmpty()).as("accepted and not in the journal: " + lost).isTrue();
    everyProviderStillReachesItsCalendar(installation, calroute);
  }

  private static void everyProviderStillReachesItsCalendar(
      Installation installation, RunningCalroute calroute) {
    Map<Provider, String> callbacks = new EnumMap<>(Provider.class);
    callbacks.put(
        Provider.SAVVYCAL,
        SavvyCalBooking.of("appt_good00000001")
            .with("prov_good00000001")
            .callback("appointment.created"));
    callbacks.put(Provider.AGENDIZE, AgendizeBooking.of(770001).with("990").callback("created"));
    callbacks.put(Provider.CABINETFM, CabinetFmBooking.of(770002).with("991").callback("new"));
    callbacks.put(
        Provider.PEXIP_ENGAGE, PexipEngageBooking.of("good-1").with(GOOD).callback("CREATE"));
    callbacks.put(
        Provider.OMBORI, OmboriBooking.of("good-2").with(GOOD).callback("bookingConfirmation"));
    callbacks.forEach(
        (provider, body) ->
            assertThat(provider.tell(calroute, body).statusCode())
                .as("%s", provider)
                .isEqualTo(202));
    await()
        .atMost(SOON)
        .until(
            () ->
                installation.google().calendar(GOOD).events().stream()
                        .map(event -> event.resource().at("/extendedProperties/private/appt"))
                        .distinct()
                        .count()
                    == callbacks.size());
  }

  private void send(
      RunningCalroute calroute, Map<Provider, List<JsonNode>> good, long from, long to)
      throws Exception {
    AtomicLong next = new AtomicLong(from);
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        all.add(
            senders.submit(
                () -> {
                  try (Line line = new Line(calroute.callbacksPort())) {
                    long number;
                    while ((number = next.getAndIncrement()) < to) {
                      note(number, Input.of(SEED, number, good), line);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      senders.shutdownNow();
    }
  }

  private void note(long number, Input input, Line line) throws IOException {
    Answer answer = line.send(input);
    boolean taken = answer.status() / 100 == 2;
    synchronized (this) {
      answers.merge(
          answer.status() + (input.proof() == Boolean.FALSE ? " unproven" : ""), 1, Integer::sum);
      if (answer.status() >= 500
          || answer.status() < 0
          || answer.status() == 0 && !input.last()
          || taken && Boolean.FALSE.equals(input.proof())) {
        wrong.add(
            "input %d: %d %s"
                .formatted(
                    number,
                    answer.status(),
                    new String(
                        input.bytes(),
                        0,
                        Math.min(400, input.bytes().length),
                        StandardCharsets.ISO_8859_1)));
      }
      Matcher id = ID.matcher(answer.body());
      if (taken && id.find()) {
        accepted.set(Integer.parseInt(id.group(1)));
      }
    }
  }

  /** All that was accepted has an outcome. */
  private static void settle(JdbcTemplate jdbc) {
    await()
        .atMost(SOON.multipliedBy(1 + INPUTS / 100_000))
        .until(
            () ->
                jdbc.queryForObject(
                    "select not exists (select from callback where outcome = 'pending')",
                    Boolean.class));
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Map<Provider, List<JsonNode>> golden() throws IOException {
    Map<Provider, List<JsonNode>> all = new EnumMap<>(Provider.class);
    for (Provider provider : Provider.values()) {
      List<JsonNode> bodies = new ArrayList<>();
      try (Stream<Path> files = Files.list(Path.of("mappings", provider.word()))) {
        for (Path file :
            files.filter(one -> one.toString().endsWith(".in.json")).sorted().toList()) {
          JsonNode body = new ObjectMapper().readTree(file.toFile());
          if (body.isObject() && !body.isEmpty()) {
            bodies.add(body);
          }
        }
      }
      all.put(provider, bodies);
    }
    return all;
  }

  /**
   * What came back.
   *
   * @param status 0 when the connection was closed without a word; -1 when nothing came in time
   */
  private record Answer(int status, String body) {}

  /** A connection that is opened anew when the other side has closed it. */
  private static final class Line implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;

    Line(int port) {
      this.port = port;
    }

    Answer send(Input input) throws IOException {
      boolean fresh = socket == null;
      if (fresh) {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        in = new BufferedInputStream(socket.getInputStream());
      }
      Answer answer;
      try {
        socket.getOutputStream().write(input.bytes());
        if (input.last()) {
          socket.shutdownOutput();
        }
        answer = read();
      } catch (SocketTimeoutException stuck) {
        answer = new Answer(-1, "");
      } catch (SocketException cut) {
        answer = new Answer(0, "");
      }
      if (input.last() || answer.status() <= 0) {
        close();
      }
      // It was closed after the answer before.
      return answer.status() == 0 && !fresh ? send(input) : answer;
    }

    private Answer read() throws IOException {
      String statusLine = readLine();
      if (statusLine == null) {
        return new Answer(0, "");
      }
      int status = Integer.parseInt(statusLine.substring(9, 12));
      int length = 0;
      boolean closes = false;
      for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
        String lower = line.toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).trim());
        }
        closes |= lower.equals("connection: close");
      }
      if (status / 100 == 1) {
        return read();
      }
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      if (closes) {
        close();
      }
      return new Answer(status, body);
    }

    /** Null at the end. */
    private String readLine() throws IOException {
      StringBuilder line = new StringBuilder(64);
      int c = in.read();
      while (c >= 0 && c != '\n') {
        if (c != '\r') {
          line.append((char) c);
        }
        c = in.read();
      }
      return c < 0 ? null : line.toString();
    }

    @Override
    public void close() throws IOException {
      if (socket != null) {
        socket.close();
        socket = null;
      }
    }
  }
}
