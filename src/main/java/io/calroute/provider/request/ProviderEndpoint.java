package io.calroute.provider.request;

import java.time.Duration;
import java.util.Locale;
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

/** Ask a booking provider, with the credentials of a connection and within its limits. */
@UriEndpoint(
    firstVersion = "0.1.0",
    scheme = "provider",
    title = "Provider",
    syntax = "provider:step",
    producerOnly = true,
    category = {Category.HTTP, Category.API})
public class ProviderEndpoint extends DefaultEndpoint {

  /** What the endpoint does. */
  public enum Step {
    /** Send the call that the body describes. */
    REQUEST,
    /** Find out what ids stand for. */
    LOOKUP;

    static Step of(String name) {
      try {
        return valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException unknown) {
        throw new IllegalArgumentException(name + " is no step; use request or lookup");
      }
    }
  }

  @UriPath(description = "What to do.")
  @Metadata(required = true)
  private final Step step;

  @UriParam(description = "The provider that is asked.")
  @Metadata(required = true)
  private String provider;

  @UriParam(
      description =
          "The provider's usual address, where the connection has no api.base-url; https where it"
              + " names no scheme.")
  private String baseUrl;

  @UriParam(defaultValue = "0", description = "Calls a minute, of all replicas; 0 for no limit.")
  private int perMinute;

  @UriParam(
      defaultValue = "0",
      description =
          "Calls under way at once, of all replicas; 0 for no limit. For lookup: ids in one"
              + " question, 50 when it is 0.")
  private int atOnce;

  @UriParam(
      defaultValue = "connection",
      enums = "connection,address",
      description =
          "Whether each connection has the limits for itself, or all that share an address.")
  private String limitPer = "connection";

  @UriParam(description = "Header that carries api.key.")
  private String keyHeader;

  @UriParam(
      description = "Header that carries api.token as it is, instead of Authorization: Bearer.")
  private String tokenHeader;

  @UriParam(description = "Scopes of OAuth 2, with blanks between them, for calls that name none.")
  private String scope;

  @UriParam(description = "Where what ids stand for is asked, for lookup.")
  private String route;

  @UriParam(
      defaultValue = "3600",
      description = "For how many seconds it is kept what ids stand for, for lookup.")
  private long lifetime = Duration.ofHours(1).toSeconds();

  ProviderEndpoint(String uri, Component component, Step step) {
    super(uri, component);
    this.step = step;
  }

  @Override
  public Producer createProducer() {
    if (provider == null || provider.isBlank()) {
      throw new IllegalArgumentException("provider: needs the provider that is asked");
    }
    if (step == Step.LOOKUP && (route == null || route.isBlank())) {
      throw new IllegalArgumentException("provider:lookup needs a route that it can ask");
    }
    ProviderComponent component = (ProviderComponent) getComponent();
    return step == Step.REQUEST
        ? new RequestProducer(this, component.connections(), component.client())
        : new LookupProducer(this, component.known());
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new IllegalArgumentException("provider: endpoints only ask; use them with to");
  }

  /** What the endpoint does. */
  public Step getStep() {
    return step;
  }

  /** The provider that is asked. */
  public String getProvider() {
    return provider;
  }

  /** Sets the provider that is asked. */
  public void setProvider(String provider) {
    this.provider = provider;
  }

  /** The provider's usual address. */
  public String getBaseUrl() {
    return baseUrl;
  }

  /** Sets the provider's usual address. */
  public void setBaseUrl(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  /** Where the provider is, as far as the step knows; null when it does not. */
  String usualAddress() {
    return baseUrl == null || baseUrl.contains("://") ? baseUrl : "https://" + baseUrl;
  }

  /** Calls a minute. */
  public int getPerMinute() {
    return perMinute;
  }

  /** Sets how many calls a minute are allowed. */
  public void setPerMinute(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Calls at once. */
  public int getAtOnce() {
    return atOnce;
  }

  /** Sets how many calls at once are allowed. */
  public void setAtOnce(int atOnce) {
    this.atOnce = atOnce;
  }

  /** Who shares the limits. */
  public String getLimitPer() {
    return limitPer;
  }

  /** Sets who shares the limits. */
  public void setLimitPer(String limitPer) {
    this.limitPer = limitPer;
  }

  /** Header of the key. */
  public String getKeyHeader() {
    return keyHeader;
  }

  /** Sets the header of the key. */
  public void setKeyHeader(String keyHeader) {
    this.keyHeader = keyHeader;
  }

  /** Header of the token. */
  public String getTokenHeader() {
    return tokenHeader;
  }

  /** Sets the header of the token. */
  public void setTokenHeader(String tokenHeader) {
    this.tokenHeader = tokenHeader;
  }

  /** Scopes. */
  public String getScope() {
    return scope;
  }

  /** Sets the scopes. */
  public void setScope(String scope) {
    this.scope = scope;
  }

  /** Where ids are looked up. */
  public String getRoute() {
    return route;
  }

  /** Sets where ids are looked up. */
  public void setRoute(String route) {
    this.route = route;
  }

  /** Seconds. */
  public long getLifetime() {
    return lifetime;
  }

  /** Sets for how many seconds it is kept what ids stand for. */
  public void setLifetime(long lifetime) {
    this.lifetime = lifetime;
  }
}
