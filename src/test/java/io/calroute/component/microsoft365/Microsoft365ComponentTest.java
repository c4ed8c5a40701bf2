package io.calroute.component.microsoft365;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.component.microsoft365.http.CredentialsMissingException;
import io.calroute.component.microsoft365.http.Microsoft365Exception;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.HttpStub;
import io.calroute.destination.HttpStub.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Microsoft365ComponentTest {

  private final HttpStub graph = new HttpStub();
  private final HttpStub stranger = new HttpStub();
  private final CamelContext context = new DefaultCamelContext();
  private final AtomicInteger tokens = new AtomicInteger();

  @BeforeEach
  void start() {
    Microsoft365Component component =
        context.getComponent("microsoft365", Microsoft365Component.class);
    component.setGraphUrl(graph.url() + "/");
    component.setTokenUrl(graph.url() + "/{tenant}/token");
    component.setTenantId("t1");
    component.setClientId("c1");
    component.setClientSecret("s1");
    context.start();
    answer(Reply.json(200, "{}"));
  }

  @AfterEach
  void stop() {
    context.stop();
    graph.close();
    stranger.close();
  }

  private void answer(Reply reply) {
    graph.answer(request -> request.path().equals("/t1/token") ? token() : reply);
  }

  private Reply token() {
    return Reply.json(
        200, "{\"access_token\":\"t" + tokens.incrementAndGet() + "\",\"expires_in\":3600}");
  }

  private Exchange send(String uri, Object body, Map<String, Object> headers) {
    FluentProducerTemplate template = context.createFluentProducerTemplate().to(uri);
    if (body != null) {
      template = template.withBody(body);
    }
    for (Map.Entry<String, Object> header : headers.entrySet()) {
      template = template.withHeader(header.getKey(), header.getValue());
    }
    return template.send();
  }

  private Microsoft365Exception refusal(String uri) {
    return send(uri, null, Map.of()).getException(Microsoft365Exception.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "microsoft365:events/get?mailbox=a",
        "microsoft365:events/destroy",
        "microsoft365:onlineMeetings/list",
        "microsoft365:contacts/get",
        "microsoft365:events",
        "microsoft365:events/get/more",
      })
  void refusesWhatItDoesNotKnow(String uri) {
    assertThatThrownBy(() -> context.getEndpoint(uri))
        .isInstanceOf(ResolveEndpointFailedException.class);
  }

  @Test
  void cannotBeReadFrom() {
    assertThatThrownBy(
            () -> context.getEndpoint("microsoft365:events/list").createConsumer(exchange -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void takesItsOptionsAsText() {
    Microsoft365Component component = new Microsoft365Component(context);
    PropertyBindingSupport.build()
        .withCamelContext(context)
        .withTarget(component)
        .withProperty("responseTimeout", "7s")
        .withProperty("userAgent", "me")
        .bind();
    assertThat(component.getResponseTimeout()).isEqualTo(7_000);
    assertThat(component.getUserAgent()).isEqualTo("me");
  }

  @Test
  void asksForNothingBeforeTheFirstCall() {
    context.getEndpoint("microsoft365:events/list?user=a");
    assertThat(graph.requests()).isEmpty();
  }

  @Test
  void needsCredentialsAtTheFirstCall() {
    context.getComponent("microsoft365", Microsoft365Component.class).setClientSecret(null);
    assertThat(send("microsoft365:events/list?user=a", null, Map.of()).getException())
        .isInstanceOf(CredentialsMissingException.class);
  }

  @Test
  void takesOptionsFromTheEndpointAndHeadersOverThem() {
    Exchange exchange =
        send(
            "microsoft365:events/update?user=a@x&eventId=e1&ifMatch=old",
            Collections.singletonMap("location", null),
            Map.of(Microsoft365Constants.EVENT_ID, "e 2", Microsoft365Constants.IF_MATCH, "new"));
    assertThat(exchange.getException()).isNull();
    assertThat(exchange.getMessage().getBody()).isInstanceOf(JsonNode.class);
    assertThat(exchange.getMessage().getHeader(Microsoft365Constants.STATUS)).isEqualTo(200);
    assertThat(graph.last().path()).isEqualTo("/v1.0/users/a%40x/events/e%202");
    assertThat(graph.last().header("If-Match")).isEqualTo("new");
    assertThat(graph.last().body()).isEqualTo("{\"location\":null}");
    assertThat(graph.last().header("Content-Type")).startsWith("application/json");
  }

  @Test
  void takesJsonInAnyForm() {
    String json = "{\"subject\":\"Gr\u00fc\u00dfe\"}";
    for (Object body :
        new Object[] {
          json,
          json.getBytes(StandardCharsets.UTF_8),
          CallsFixture.json(json),
          Map.of("subject", "Gr\u00fc\u00dfe")
        }) {
      assertThat(send("microsoft365:events/create?user=a", body, Map.of()).getException()).isNull();
      assertThat(graph.last().body()).isEqualTo(json);
    }
  }

  @Test
  void doesWhatTheMessageSaysInsteadOfWhatTheEndpointSays() {
    answer(Reply.of(204));
    send(
        "microsoft365:events/create?user=a",
        null,
        Map.of(Microsoft365Constants.METHOD_NAME, "delete", Microsoft365Constants.EVENT_ID, "e"));
    assertThat(graph.last().method()).isEqualTo("DELETE");
    assertThat(graph.last().path()).isEqualTo("/v1.0/users/a/events/e");
  }

  @Test
  void repeatsOnceWithANewTokenAfterARefusal() {
    graph.answer(
        request -> {
          if (request.path().equals("/t1/token")) {
            return token();
          }
          boolean fresh = "Bearer t2".equals(request.header("Authorization"));
          return fresh ? Reply.json(200, "{\"id\":\"e\"}") : Reply.of(401);
        });
    assertThat(send("microsoft365:events/get?user=a&eventId=e", null, Map.of()).getException())
        .isNull();
    graph.answer(request -> request.path().equals("/t1/token") ? token() : Reply.of(401));
    assertThat(refusal("microsoft365:events/get?user=a&eventId=e").status()).isEqualTo(401);
    assertThat(tokens).hasValue(3);
  }

  @Test
  void carriesTheTokenToNoOtherHost() {
    String elsewhere = stranger.url() + "/v1.0/users/a/events";
    answer(Reply.json(200, "{\"value\":[],\"@odata.nextLink\":\"" + elsewhere + "\"}"));
    assertThat(refusal("microsoft365:events/list?user=a").code()).isEqualTo("foreignNextLink");
    answer(Reply.of(302).with("Location", elsewhere));
    assertThat(refusal("microsoft365:events/list?user=a").status()).isEqualTo(302);
    assertThat(stranger.requests()).isEmpty();
  }

  @Test
  void doesNotReadPagesInACircle() {
    String self = graph.url() + "/v1.0/users/a/events?$skip=1";
    answer(Reply.json(200, "{\"value\":[{}],\"@odata.nextLink\":\"" + self + "\"}"));
    assertThat(send("microsoft365:events/list?user=a", null, Map.of()).getException())
        .hasMessageContaining("circle");
    assertThat(graph.requests()).hasSize(3);
  }

  @Test
  void namesStatusCodeAndRequestOfAnErrorAndNothingElse() {
    answer(
        Reply.json(
                403,
                "{\"error\":{\"code\":\"ErrorAccessDenied\",\"message\":\"anna@example.com\","
                    + "\"innerError\":{\"request-id\":\"2f-03\"}}}")
            .with("Retry-After", "1.5"));
    Microsoft365Exception refusal = refusal("microsoft365:events/get?user=anna&eventId=e");
    assertThat(refusal)
        .hasMessage(
            "Microsoft Graph answered events/get with 403 ErrorAccessDenied (request-id 2f-03)");
    assertThat(refusal.retryAfter()).hasMillis(1500);
    answer(Reply.json(502, "<html>anna@example.com</html>"));
    assertThat(refusal("microsoft365:events/get?user=anna&eventId=e"))
        .hasMessage("Microsoft Graph answered events/get with 502 unknown");
  }
}
