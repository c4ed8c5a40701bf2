package io.calroute.provider.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Calroute wants to know of a provider, as its routes get it.
 *
 * @param provider such as {@code acme}
 * @param connection such as {@code default}
 * @param body what the first mapping is given; holds no secret
 * @param patient whether it can wait for others
 */
public record ProviderRequest(
    String provider, String connection, ObjectNode body, boolean patient) {

  /** Exchange property by which the component knows whom to ask for what. */
  public static final String PROPERTY = "providerRequest";

  /** Exchange property: when the first call began, an instant. */
  public static final String FROM = "providerAskedFrom";

  /** Exchange property: when the last call had ended, an instant. */
  public static final String UNTIL = "providerAskedUntil";
}
