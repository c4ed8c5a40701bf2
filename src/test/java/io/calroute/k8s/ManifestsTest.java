package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.calroute.deploy.HouseConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What stands around the pods; {@code PodTest} has the pods. */
class ManifestsTest {

  private static final Map<String, String> CALROUTE = Map.of("app.kubernetes.io/name", "calroute");
  private static final List<Path> OVERLAYS = Manifests.OVERLAYS;

  private final List<HasMetadata> production = Manifests.rendered(Manifests.PRODUCTION);
  private final List<HasMetadata> sandbox = Manifests.rendered(Manifests.SANDBOX);

  @TestFactory
  Stream<DynamicTest> everyFieldIsKnown() {
    return Manifests.files().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.toString(), () -> assertThat(Manifests.resources(file)).isNotEmpty()));
  }

  @Test
  void aFieldThatNobodyKnowsIsFound() {
    Path file = Manifests.HOME.resolve("base/deployment.yaml");
    JsonNode document = Manifests.documents(file).get(0).deepCopy();
    ((ObjectNode) document.at("/spec/template/spec/containers/0")).putObject("readynessProbe");
    Path alerts = Manifests.HOME.resolve("monitoring/alerts.yaml");
    JsonNode rule = Manifests.documents(alerts).get(0).deepCopy();
    ((ObjectNode) rule.at("/spec/groups/0/rules/0")).put("four", "5m");

    assertThatThrownBy(() -> Manifests.resource(file, document))
        .hasMessageContaining("readynessProbe");
    assertThatThrownBy(() -> Manifests.resource(alerts, rule)).hasMessageContaining("four");
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everythingIsInOneNamespaceWithANameOfItsOwn(Path overlay) {
    List<HasMetadata> rendered = Manifests.rendered(overlay);
    String namespace = Manifests.only(rendered, Namespace.class).getMetadata().getName();

    assertThat(rendered)
        .filteredOn(resource -> !(resource instanceof Namespace))
        .allSatisfy(
            resource -> assertThat(resource.getMetadata().getNamespace()).isEqualTo(namespace));
    assertThat(rendered.stream().map(r -> r.getKind() + "/" + r.getMetadata().getName()))
        .doesNotHaveDuplicates();
    assertThat(Manifests.only(rendered, Namespace.class).getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void theImageIsOfThisVersion(Path overlay) throws IOException {
    String image =
        Manifests.only(Manifests.rendered(overlay), Deployment.class)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .get(0)
            .getImage();

    assertThat(image).matches("(.*/)?calroute:.+");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains(
            "<artifactId>calroute</artifactId>\n  <version>"
                + image.replaceFirst(".*:", "")
                + "</version>");
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void noSecretIsApplied(Path overlay) {
    assertThat(Manifests.all(Manifests.rendered(overlay), Secret.class)).isEmpty();
  }

  @Test
  void portsAreReachedByName() {
    Map<String, Integer> ports = Pod.of(production).ports();

    for (String port : List.of("callbacks", "operations")) {
      Service service = service("calroute-" + port);
      assertThat(service.getSpec().getSelector()).isEqualTo(CALROUTE);
      assertThat(service.getSpec().getPorts()).hasSize(1);
      assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()).isEqualTo(port);
      assertThat(ports).containsKey(port);
    }
    assertThat(Manifests.all(production, Service.class)).hasSize(2);
  }

  /** A session is in the memory of one pod. */
  @Test
  void aBrowserStaysAtOnePodForAsLongAsASessionIsSilentAtMost() {
    ServiceSpec operations = service("calroute-operations").getSpec();
    assertThat(operations.getSessionAffinity()).isEqualTo("ClientIP");
    assertThat(operations.getSessionAffinityConfig().getClientIP().getTimeoutSeconds())
        .isGreaterThanOrEqualTo(1800);
  }

  @Test
  void theIngressPassesCallbacksAndLinksAlone() {
    Ingress ingress = Manifests.only(production, Ingress.class);
    List<HTTPIngressPath> paths = ingress.getSpec().getRules().get(0).getHttp().getPaths();

    assertThat(paths.stream().map(HTTPIngressPath::getPath)).containsExactly("/callbacks", "/join");
    assertThat(paths)
        .allSatisfy(
            path -> {
              String name = path.getBackend().getService().getName();
              assertThat(name).isEqualTo("calroute-callbacks");
              assertThat(path.getBackend().getService().getPort().getName())
                  .isEqualTo(service(name).getSpec().getPorts().get(0).getName());
            });
    assertThat(ingress.getSpec().getDefaultBackend()).isNull();
    assertThat(ingress.getSpec().getTls().get(0).getHosts())
        .containsExactly(ingress.getSpec().getRules().get(0).getHost());
    assertThat(Manifests.all(sandbox, Ingress.class)).isEmpty();
  }

  @Test
  void theOperationsPortIsNotForEverybody() {
    NetworkPolicy policy = policy(production, "calroute-ingress");
    Map<String, List<NetworkPolicyIngressRule>> byPort =
        policy.getSpec().getIngress().stream()
            .collect(Collectors.groupingBy(rule -> rule.getPorts().get(0).getPort().getStrVal()));

    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
    assertThat(byPort).containsOnlyKeys("callbacks", "operations");
    assertThat(byPort.get("operations"))
        .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty());
    assertThat(policy.getSpec().getIngress())
        .allSatisfy(rule -> assertThat(rule.getPorts()).hasSize(1));
  }

  @Test
  void podsCallTheInternetButNothingInside() {
    NetworkPolicy policy = policy(production, "calroute-egress");
    List<NetworkPolicyEgressRule> beyondNames =
        policy.getSpec().getEgress().stream().filter(rule -> !rule.getTo().isEmpty()).toList();

    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
    assertThat(beyondNames).hasSize(1);
    assertThat(beyondNames.get(0).getPorts())
        .singleElement()
        .satisfies(port -> assertThat(port.getPort().getIntVal()).isEqualTo(443));
    assertThat(beyondNames.get(0).getTo().get(0).getIpBlock().getExcept())
        .contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16");
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void everyOverlayHasAWayToTheDatabaseAndToNoOtherPort(Path overlay) {
    NetworkPolicy policy = policy(Manifests.rendered(overlay), "calroute-database");

    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(CALROUTE);
    assertThat(policy.getSpec().getEgress())
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(rule.getTo()).isNotEmpty();
              assertThat(rule.getPorts()).hasSize(1);
              assertThat(rule.getPorts().get(0).getPort().getValue()).isIn(5432, "postgresql");
            });
  }

  @Test
  void aNodeCanBeDrainedAndOneReplicaStays() {
    PodDisruptionBudget budget = Manifests.only(production, PodDisruptionBudget.class);

    assertThat(budget.getSpec().getSelector().getMatchLabels()).isEqualTo(CALROUTE);
    assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
    assertThat(autoscaler().getSpec().getMinReplicas()).isGreaterThan(1);
  }

  @Test
  void theAutoscalerAloneSaysHowManyReplicasThereAre() {
    Deployment deployment = Manifests.only(production, Deployment.class);

    assertThat(deployment.getSpec().getReplicas()).isNull();
    assertThat(autoscaler().getSpec().getScaleTargetRef().getName())
        .isEqualTo(deployment.getMetadata().getName());
    assertThat(autoscaler().getSpec().getScaleTargetRef().getKind()).isEqualTo("Deployment");
    assertThat(autoscaler().getSpec().getMetrics().get(0).getExternal().getMetric().getSelector())
        .satisfies(
            selector ->
                assertThat(selector.getMatchLabels())
                    .containsEntry(
                        "service", service("calroute-operations").getMetadata().getName()));
  }

  @Test
  void theDocumentationSaysHowManyConnectionsPostgresqlNeedsRoomFor() throws IOException {
    int replicas =
        autoscaler().getSpec().getMaxReplicas()
            + Manifests.only(production, Deployment.class)
                .getSpec()
                .getStrategy()
                .getRollingUpdate()
                .getMaxSurge()
                .getIntVal();

    assertThat(Files.readString(Path.of("docs/kubernetes.md")))
        .contains(
            "has to have room for " + replicas * HouseConfiguration.read().connections() + ".");
  }

  @Test
  void prometheusAsksTheOperationsPort() {
    ServiceMonitor monitor = Manifests.only(production, ServiceMonitor.class);
    Service operations = service("calroute-operations");
    Map<String, String> wanted = monitor.getSpec().selector().getMatchLabels();

    assertThat(
            Manifests.all(production, Service.class).stream()
                .filter(
                    service ->
                        service
                            .getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(wanted.entrySet())))
        .containsExactly(operations);
    assertThat(monitor.getSpec().endpoints())
        .singleElement()
        .satisfies(
            endpoint -> {
              assertThat(endpoint.port())
                  .isEqualTo(operations.getSpec().getPorts().get(0).getName());
              assertThat(endpoint.path()).isEqualTo("/actuator/prometheus");
            });
    // The operator names a job by its Service.
    assertThat(Manifests.only(production, PrometheusRule.class).getSpec().groups().get(0).rules())
        .filteredOn(alert -> alert.expr().contains("up{"))
        .isNotEmpty()
        .allSatisfy(alert -> assertThat(alert.expr()).contains("up{job=\"calroute-operations\"}"));
  }

  @Test
  void theSandboxHasAPostgresqlThatOnlyCalrouteReaches() {
    StatefulSet server = Manifests.only(sandbox, StatefulSet.class);
    Map<String, String> labels = server.getSpec().getTemplate().getMetadata().getLabels();
    NetworkPolicy policy = policy(sandbox, "calroute-postgresql");
    Service service = Manifests.all(sandbox, Service.class).get(2);

    assertThat(service.getMetadata().getName()).isEqualTo(server.getSpec().getServiceName());
    assertThat(service.getSpec().getSelector()).isEqualTo(labels);
    assertThat(server.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(policy.getSpec().getPodSelector().getMatchLabels()).isEqualTo(labels);
    assertThat(policy.getSpec().getIngress())
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom().get(0).getPodSelector().getMatchLabels())
                    .isEqualTo(CALROUTE));
    assertThat(policy.getSpec().getEgress()).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void configMapsHaveRoomForWhatTeamsEdit(Path overlay) {
    assertThat(Manifests.all(Manifests.rendered(overlay), ConfigMap.class))
        .isNotEmpty()
        .allSatisfy(
            map ->
                assertThat(map.getData().values().stream().mapToInt(String::length).sum())
                    .as(map.getMetadata().getName())
                    // Kubernetes takes 1 MiB, and kubectl apply keeps a copy in 256 KiB.
                    .isLessThan(200_000));
  }

  @Test
  void theExampleHasTheNameOfEverySecretAndNoOther() {
    Set<String> examples =
        Manifests.resources(Manifests.SECRETS).stream()
            .map(secret -> secret.getMetadata().getName())
            .collect(Collectors.toSet());

    assertThat(examples).isEqualTo(Pod.of(production).secrets().keySet());
  }

  private HorizontalPodAutoscaler autoscaler() {
    return Manifests.only(production, HorizontalPodAutoscaler.class);
  }

  private Service service(String name) {
    return Manifests.all(production, Service.class).stream()
        .filter(service -> service.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static NetworkPolicy policy(List<HasMetadata> rendered, String name) {
    return Manifests.all(rendered, NetworkPolicy.class).stream()
        .filter(policy -> policy.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
