package io.calroute.operations;

import org.apache.camel.cli.connector.DefaultCliConnectorFactory;

/**
 * Camel starts the connector of its command line in every context that finds it on the class path
 * and names no other, in rehearsals too. This one is found first and does nothing; {@code
 * camel.cli.enabled} names the real one.
 */
public final class NoCliConnector extends DefaultCliConnectorFactory {

  /** Made by Camel, by its name in {@code META-INF/services}. */
  public NoCliConnector() {
    setEnabled(false);
  }
}
