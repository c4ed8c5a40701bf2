package io.calroute.component.microsoft365.http;

/** A call needs Microsoft 365, and the installation has no client credentials for it. */
public class CredentialsMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Names the options that are needed. */
  public CredentialsMissingException() {
    super("tenantId, clientId and clientSecret of the microsoft365 component are not all set");
  }
}
