package io.calroute.callback.connection;

import java.util.Map;
import java.util.Optional;

/**
 * The connections that callbacks are accepted for now. They can be replaced, all at once, while
 * callbacks come in. Safe for concurrent use.
 */
public final class LiveConnections {

  private volatile Connections current;

  /**
   * Begins with some connections.
   *
   * @param first what was configured at the start
   */
  public LiveConnections(Connections first) {
    this.current = first;
  }

  /** The connections of this moment; never changed themselves. */
  public Connections current() {
    return current;
  }

  /**
   * Accepts callbacks for other connections from now on.
   *
   * @param next all connections
   */
  public void replaceBy(Connections next) {
    current = next;
  }

  /**
   * One connection.
   *
   * @param provider such as {@code acme}
   * @param name such as {@code default}
   * @return the connection, if it is configured
   */
  public Optional<Connection> find(String provider, String name) {
    return current.find(provider, name);
  }

  /**
   * All connections of one provider.
   *
   * @param provider such as {@code acme}
   * @return by name; empty when there is none
   */
  public Map<String, Connection> of(String provider) {
    return current.of(provider);
  }
}
