package io.calroute.sandbox.provider.api;

import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.server.Faults;
import io.calroute.sandbox.server.RequestLog;
import io.calroute.sandbox.server.SimulatorServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A provider that can be asked.
 *
 * @param <B> how the provider speaks of a booking
 * @param <A> the rules of its API, with the switches for what its documents leave open
 */
public abstract class AskedProvider<B, A extends Api> extends BookingProvider<B> {

  protected final List<Staff> staff = new ArrayList<>();
  private A api;
  private SimulatorServer server;

  /**
   * A provider without bookings.
   *
   * @param clock for stamps, tokens and limits
   * @param template text of the mails to clients
   */
  protected AskedProvider(Clock clock, String template) {
    super(clock, template);
  }

  /**
   * Opens the API; to be called at the end of the constructor.
   *
   * @param rules of the API
   * @param port TCP port; 0 for any free one
   */
  protected final void serve(A rules, int port) {
    api = rules;
    server = ApiTarget.serve(rules, clock, port, bookings);
  }

  /** The rules; used under the monitor of the bookings. */
  protected final A api() {
    return api;
  }

  /** Changes how the API behaves. */
  protected final void set(Consumer<A> change) {
    synchronized (bookings) {
      change.accept(api);
    }
  }

  /** Root of the API, without a slash at the end. */
  public final String apiUrl() {
    String root = server.rootUrl();
    return root.substring(0, root.length() - 1);
  }

  @Override
  public void hire(Staff person) {
    synchronized (bookings) {
      staff.add(person);
    }
  }

  /** What was asked so far. */
  public final RequestLog requests() {
    return server.requests();
  }

  /** The faults that are on. */
  public final Faults faults() {
    return server.faults();
  }

  /**
   * Makes every call take some time.
   *
   * @param duration real time
   */
  public final void latency(Duration duration) {
    server.latency(duration);
  }

  @Override
  public void close() {
    super.close();
    server.close();
  }
}
