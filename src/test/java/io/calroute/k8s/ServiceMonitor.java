package io.calroute.k8s;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;

/** As much of the Prometheus operator's kind as is used here; other fields are refused. */
@Group("monitoring.coreos.com")
@Version("v1")
class ServiceMonitor extends CustomResource<ServiceMonitor.Spec, Void> {

  private static final long serialVersionUID = 1L;

  /** Which Services, and how they are asked. */
  record Spec(LabelSelector selector, List<Endpoint> endpoints) {}

  /**
   * One port.
   *
   * @param port name of a port of the Service
   */
  record Endpoint(String port, String path, String interval, String scrapeTimeout) {}
}
