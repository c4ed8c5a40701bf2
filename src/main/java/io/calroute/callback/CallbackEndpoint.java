package io.calroute.callback;

import io.calroute.callback.connection.Authentication;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.journal.DuplicateRule;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Category;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Authenticate callbacks of a booking provider and keep them in the journal. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "callback",
    title = "Callback",
    syntax = "callback:step",
    producerOnly = true,
    category = {Category.HTTP, Category.API})
public class CallbackEndpoint extends DefaultEndpoint {

  /** What the endpoint does with a callback. */
  public enum Step {
    /** Check the proof; refuse with 401, or 429 where a source is wrong too often. */
    AUTHENTICATE,
    /** Check that it is JSON, find its delivery key, keep it, answer. */
    ACCEPT,
    /** Keep it as one that is of no concern to calendars, answer. */
    IGNORE,
    /** Check that it is JSON, and make a record of it that a broker is to keep. */
    CHECK,
    /** Answer for the record that a broker has acknowledged. */
    PROMISE,
    /** Keep a batch of such records. */
    KEEP;

    static Step of(String name) {
      try {
        return valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(
            name + " is no step; use authenticate, accept, ignore, check, promise or keep");
      }
    }
  }

  @UriPath(description = "What to do with the callback.")
  @Metadata(required = true)
  private final Step step;

  @UriParam(description = "The provider whose callbacks come here.")
  @Metadata(required = true)
  private String provider;

  @UriParam(description = "Why the callback is of no concern to calendars, for ignore and check.")
  private String reason;

  @UriParam(
      defaultValue = "header",
      description = "How a callback proves itself when its connection does not say otherwise.",
      enums = "hmac,basic,header,path-token,none")
  private String scheme = "header";

  @UriParam(description = "Name of the header that carries the proof, for hmac and header.")
  private String header;

  @UriParam(defaultValue = "HmacSHA256", description = "Algorithm of the signature, for hmac.")
  private String algorithm = "HmacSHA256";

  @UriParam(description = "What stands before the digest in the header, for hmac.")
  private String prefix = "";

  @UriParam(
      defaultValue = "hex",
      enums = "hex,base64",
      description = "How the digest is written, for hmac.")
  private String encoding = "hex";

  @UriParam(
      defaultValue = "digest",
      description =
          "What makes two deliveries the same one: a JSON pointer such as /id into the body,"
              + " or digest for the whole body.")
  private String deliveryKey = "digest";

  @UriParam(
      defaultValue = "0",
      description =
          "For how many seconds after it first came the same body counts as the same delivery,"
              + " for digest; 0 for ever."
              + " To be set when bodies carry neither an id nor a time.")
  private int deliveryWindow;

  CallbackEndpoint(String uri, Component component, Step step) {
    super(uri, component);
    this.step = step;
  }

  @Override
  public Producer createProducer() {
    CallbackComponent component = (CallbackComponent) getComponent();
    return switch (step) {
      case AUTHENTICATE ->
          new AuthenticateProducer(
              this,
              provider,
              component.connections(),
              connections -> authentications(connections),
              component.failures());
      case ACCEPT ->
          new AcceptProducer(
              this, component.journal(), DuplicateRule.of(deliveryKey, deliveryWindow));
      case IGNORE -> new IgnoreProducer(this, component.journal(), statedReason());
      case CHECK ->
          new CheckProducer(
              this,
              component.topic(),
              DuplicateRule.of(deliveryKey, deliveryWindow),
              reason == null ? null : statedReason());
      case PROMISE -> new PromiseProducer(this);
      case KEEP -> new KeepProducer(this, component.topic());
    };
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new IllegalArgumentException("callback: endpoints only take callbacks; use them with to");
  }

  /** Made when the route starts, so that one without a reason stops it and not a callback. */
  private String statedReason() {
    if (reason == null || reason.isBlank()) {
      throw new IllegalArgumentException(
          "callback:ignore needs a reason, which is what the journal says of the callback");
    }
    return reason.strip();
  }

  /** Made when the route starts, so that an incomplete connection stops it and not a callback. */
  private Map<String, Authentication> authentications(Connections connections) {
    Authentication.Scheme providersScheme =
        Authentication.Scheme.valueOf(scheme.toUpperCase(Locale.ROOT).replace('-', '_'));
    Authentication.Signature signature =
        new Authentication.Signature(
            algorithm, prefix, Authentication.Encoding.valueOf(encoding.toUpperCase(Locale.ROOT)));
    Map<String, Authentication> authentications = new HashMap<>();
    connections
        .of(provider)
        .forEach(
            (name, connection) ->
                authentications.put(
                    name,
                    Authentication.of(
                        "calroute.connections." + provider + "." + name,
                        connection,
                        providersScheme,
                        header,
                        signature)));
    return Map.copyOf(authentications);
  }

  /** What the endpoint does. */
  public Step getStep() {
    return step;
  }

  /** The provider whose callbacks come here. */
  public String getProvider() {
    return provider;
  }

  /** Sets the provider. */
  public void setProvider(String provider) {
    this.provider = provider;
  }

  /** Why the callback is of no concern. */
  public String getReason() {
    return reason;
  }

  /** Sets why the callback is of no concern. */
  public void setReason(String reason) {
    this.reason = reason;
  }

  /** The provider's own way of proof. */
  public String getScheme() {
    return scheme;
  }

  /** Sets the provider's own way of proof. */
  public void setScheme(String scheme) {
    this.scheme = scheme;
  }

  /** The provider's own header. */
  public String getHeader() {
    return header;
  }

  /** Sets the provider's own header. */
  public void setHeader(String header) {
    this.header = header;
  }

  /** The signature's algorithm. */
  public String getAlgorithm() {
    return algorithm;
  }

  /** Sets the signature's algorithm. */
  public void setAlgorithm(String algorithm) {
    this.algorithm = algorithm;
  }

  /** What stands before the digest. */
  public String getPrefix() {
    return prefix;
  }

  /** Sets what stands before the digest. */
  public void setPrefix(String prefix) {
    this.prefix = prefix;
  }

  /** How the digest is written. */
  public String getEncoding() {
    return encoding;
  }

  /** Sets how the digest is written. */
  public void setEncoding(String encoding) {
    this.encoding = encoding;
  }

  /** What makes two deliveries the same one. */
  public String getDeliveryKey() {
    return deliveryKey;
  }

  /** Sets what makes two deliveries the same one. */
  public void setDeliveryKey(String deliveryKey) {
    this.deliveryKey = deliveryKey;
  }

  /** For how many seconds the same body counts as the same delivery. */
  public int getDeliveryWindow() {
    return deliveryWindow;
  }

  /** Sets for how many seconds the same body counts as the same delivery. */
  public void setDeliveryWindow(int deliveryWindow) {
    this.deliveryWindow = deliveryWindow;
  }
}
