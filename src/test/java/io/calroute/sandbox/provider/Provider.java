package io.calroute.sandbox.provider;

import io.calroute.sandbox.RunningCalroute;
import java.net.http.HttpResponse;
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

  /**
   * Sends a callback as this provider does.
   *
   * @param calroute who is told
   * @param body JSON text
   * @return the answer
   */
  public HttpResponse<String> tell(RunningCalroute calroute, String body) {
    String path = "/callbacks/" + word;
    return switch (this) {
      case SAVVYCAL -> calroute.postSigned(path, "X-SavvyCal-Signature", body);
      case AGENDIZE -> calroute.postBasic(path, body);
      case OMBORI -> calroute.post(path, body, Map.of("X-Calroute-Secret", secret));
      case PEXIP_ENGAGE, CABINETFM -> calroute.post(path + "/default/" + secret, body, Map.of());
    };
  }
}
