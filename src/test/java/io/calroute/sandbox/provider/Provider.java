package io.calroute.sandbox.provider;

import io.calroute.sandbox.RunningCalroute;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The booking providers, and how each of them calls back. */
public enum Provider {
  /** SavvyCal Appointments: signed. */
  SAVVYCAL("savvycal", RunningCalroute.SECRET),
  /** Agendize: HTTP Basic. */
  AGENDIZE("agendize", RunningCalroute.BASIC),
  /** Pexip Engage: a secret in the path. */
  PEXIP_ENGAGE("pexip-engage", RunningCalroute.SECRET),
  /** Ombori Grid: a secret header. */
  OMBORI("ombori", RunningCalroute.SECRET),
  /** cabinet.fm: a secret in the path. */
  CABINETFM("cabinetfm", RunningCalroute.SECRET);

  private final String word;
  private final String secret;

  Provider(String word, String secret) {
    this.word = word;
    this.secret = secret;
  }

  /** The name in URLs and in the configuration. */
  public String word() {
    return word;
  }

  /** The secret of its connection. */
  public String secret() {
    return secret;
  }

  /** Where its callbacks go, below the root of Calroute's callbacks. */
  public String path() {
    return switch (this) {
      case SAVVYCAL, AGENDIZE, OMBORI -> "/callbacks/" + word;
      case PEXIP_ENGAGE, CABINETFM -> "/callbacks/" + word + "/default/" + secret;
    };
  }

  /**
   * The headers that prove where a callback comes from.
   *
   * @param body JSON text
   */
  public Map<String, String> proof(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return switch (this) {
      case SAVVYCAL -> Map.of("X-SavvyCal-Signature", "sha256=" + RunningCalroute.signature(bytes));
      case AGENDIZE ->
          Map.of(
              "Authorization",
              "Basic "
                  + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
      case OMBORI -> Map.of("X-Calroute-Secret", secret);
      case PEXIP_ENGAGE, CABINETFM -> Map.of();
    };
  }

  /**
   * Sends a callback as this provider does.
   *
   * @param calroute who is told
   * @param body JSON text
   * @return the answer
   */
  public HttpResponse<String> tell(RunningCalroute calroute, String body) {
    return calroute.post(path(), body, proof(body));
  }
}
