package io.calroute.component.google;

import static io.calroute.destination.CallsFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class GoogleEventJsonTest {

  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  private Object option(String name) {
    return exchange.getMessage().getHeader(GoogleEventJson.HEADER_PREFIX + name);
  }

  private void request(String operation, Object body) throws IOException {
    exchange.getMessage().setBody(body);
    GoogleEventJson.request(exchange, operation, "none", 250);
  }

  @Test
  void keepsNullsAtEveryDepth() throws IOException {
    String nulls =
        "{'attendees':null,'extendedProperties':{'private':{'old':null}},'guestsCanModify':null,"
            + "'location':null,'reminders':{'useDefault':null}}";
    for (Object body :
        List.of(json(nulls), json(nulls).toString(), json(nulls).toString().getBytes())) {
      request("patch", body);
      assertThat(json(GsonFactory.getDefaultInstance().toString(option("content"))))
          .isEqualTo(json(nulls));
    }
  }

  @Test
  void givesEachMethodItsOwnOptionsAndNoneOfTheOneBefore() throws IOException {
    exchange.getMessage().setHeader(GoogleEventJson.IF_MATCH, "\"7\"");
    request("patch", Map.of("summary", "Visit"));
    assertThat(option("content")).isEqualTo(new Event().setSummary("Visit"));
    assertThat(option("sendUpdates")).isEqualTo("none");
    assertThat(((HttpHeaders) option("requestHeaders")).getIfMatch()).isEqualTo("\"7\"");
    exchange.getMessage().removeHeader(GoogleEventJson.IF_MATCH);
    exchange.getMessage().setHeader(GoogleEventJson.METHOD_NAME, "list");
    request("patch", null);
    assertThat(option("maxResults")).isEqualTo(250);
    assertThat(option("content")).isNull();
    assertThat(option("sendUpdates")).isNull();
    assertThat(option("requestHeaders")).isNull();
  }

  @Test
  void refusesWhatIsNoEventWithoutQuotingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request("insert", "{\"start\":{\"dateTime\":\"soon\"}}"))
        .withMessageNotContaining("soon")
        .withNoCause();
    assertThatIllegalArgumentException().isThrownBy(() -> request("insert", null));
  }

  @Test
  void givesAnswersAsJson() throws IOException {
    assertThat(GoogleEventJson.response(new Event().setId("a"))).isEqualTo(json("{'id':'a'}"));
    assertThat(
            GoogleEventJson.response(
                new Events().setEtag("e").setItems(List.of(new Event().setId("a")))))
        .isEqualTo(json("{'etag':'e','items':[{'id':'a'}]}"));
    assertThat(GoogleEventJson.response(null)).isNull();
  }
}
