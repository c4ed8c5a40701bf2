package io.calroute.callback;

import io.calroute.callback.door.CallbackAnswer;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.journal.Callback;
import io.calroute.callback.journal.Journal;
import io.calroute.callback.journal.Outcome;
import io.calroute.callback.journal.Receipt;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/**
 * Keeps a callback that is of no concern to calendars, answers with the promise, and ends the
 * route. For one that is kept already, it only says so.
 */
final class IgnoreProducer extends DefaultProducer {

  private final Journal journal;
  private final String reason;

  IgnoreProducer(Endpoint endpoint, Journal journal, String reason) {
    super(endpoint);
    this.journal = journal;
    this.reason = reason;
  }

  @Override
  public void process(Exchange exchange) {
    // What follows would accept it after all.
    exchange.setRouteStop(true);
    if (exchange.getProperty(Callback.PROPERTY) instanceof Callback) {
      exchange.setProperty(Outcome.PROPERTY, Outcome.ignoredByRoute(reason));
    } else {
      keep(exchange);
    }
  }

  private void keep(Exchange exchange) {
    byte[] body = AcceptProducer.proven(exchange);
    Receipt receipt =
        journal.ignore(
            exchange.getProperty(FrontDoor.PROVIDER, String.class),
            exchange.getProperty(FrontDoor.CONNECTION, String.class),
            AcceptProducer.charset(exchange).name(),
            body,
            reason);
    CallbackAnswer.kept(exchange, receipt, "ignored");
  }
}
