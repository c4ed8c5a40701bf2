package io.calroute.k8s;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/** As much of the Prometheus operator's kind as is used here; other fields are refused. */
@Group("monitoring.coreos.com")
@Version("v1")
class PrometheusRule extends CustomResource<PrometheusRule.Spec, Void> {

  private static final long serialVersionUID = 1L;

  /** Rules. */
  record Spec(List<Rules> groups) {}

  /** Rules that are evaluated together. */
  record Rules(String name, List<Alert> rules) {}

  /**
   * One alert.
   *
   * @param duration how long the expression has to hold; null for at once
   */
  record Alert(
      String alert,
      String expr,
      @JsonProperty("for") String duration,
      Map<String, String> labels,
      Map<String, String> annotations) {}
}
