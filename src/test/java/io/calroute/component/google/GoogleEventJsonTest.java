package io.calroute.component.google;

import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class GoogleEventJsonTest {

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  private Object option(String name) {
    return exchange.getMessage().getHeader(GoogleEventJson.HEADER_PREFIX + name);
  }

  private void request(String operation) {
    GoogleEventJson.request(exchange, operation, "anna@x", "none", 250);
  }

  @Test
  void givesEachMethodItsOwnOptionsAndNoneOfTheOneBefore() {
    request("patch");
    assertThat(option("calendarId")).isEqualTo("anna@x");
    assertThat(option("sendUpdates")).isEqualTo("none");
    exchange.getMessage().setHeader(GoogleEventJson.METHOD_NAME, "list");
    request("patch");
    assertThat(option("maxResults")).isEqualTo(250);
    assertThat(option("sendUpdates")).isNull();
  }

  @Test
  void givesAnswersAsJson() throws IOException {
    assertThat(
            GoogleEventJson.response(
                new Events().setEtag("e").setItems(List.of(new Event().setId("a")))))
        .isEqualTo(json("{'etag':'e','items':[{'id':'a'}]}"));
    assertThat(GoogleEventJson.response(new Events())).isEqualTo(json("{'items':[]}"));
  }
}
