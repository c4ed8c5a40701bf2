package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ManifestsTest {

  private static final Path HOUSE_CONFIGURATION = Path.of("src/main/resources/application.yaml");

  private final Deployment deployment = Manifests.only(Deployment.class);
  private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
  private final Container container = pod.getContainers().get(0);

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

    assertThatThrownBy(() -> Manifests.resource(file, document))
        .hasMessageContaining("readynessProbe");
  }

  @Test
  void theImageIsOfThisVersion() throws IOException {
    JsonNode image =
        Manifests.documents(Manifests.HOME.resolve("kustomization.yaml")).get(0).at("/images/0");
    String pom = Files.readString(Path.of("pom.xml"));

    assertThat(container.getImage()).isEqualTo(image.path("name").asText());
    assertThat(pom)
        .contains(
            "<artifactId>calroute</artifactId>\n  <version>"
                + image.path("newTag").asText()
                + "</version>");
  }

  @Test
  void probesAskWhatIsServed() {
    JsonNode house = Manifests.documents(HOUSE_CONFIGURATION).get(0);
    assertThat(house.at("/management/endpoint/health/probes/enabled").asBoolean()).isTrue();
    assertThat(house.at("/management/endpoints/web/exposure/include").asText()).contains("health");

    assertThat(ports())
        .containsEntry("operations", house.at("/server/port").asInt())
        .containsEntry("callbacks", 8080);
    assertProbe(container.getStartupProbe(), "/actuator/health/liveness");
    assertProbe(container.getLivenessProbe(), "/actuator/health/liveness");
    assertProbe(container.getReadinessProbe(), "/actuator/health/readiness");
    // Outside callers, the probes among them, need more than loopback; then a token is a must.
    assertThat(environment().get("SERVER_ADDRESS").getValue()).isEqualTo("0.0.0.0");
    assertThat(environment()).containsKey("CALROUTE_API_TOKEN");
  }

  @Test
  void secretsAreReferences() {
    assertThat(Manifests.applied()).noneMatch(Secret.class::isInstance);
    assertThat(container.getEnv())
        .filteredOn(
            variable ->
                variable.getName().matches(".*(SECRET|PASSWORD|TOKEN|USERNAME|DATASOURCE_URL).*"))
        .isNotEmpty()
        .allSatisfy(
            variable -> {
              assertThat(variable.getValue()).isNull();
              assertThat(variable.getValueFrom().getSecretKeyRef()).isNotNull();
            });
  }

  @Test
  void theExampleHasEverySecretThatIsReferredTo() {
    Map<String, Set<String>> example =
        Manifests.resources(Manifests.SECRETS).stream()
            .map(Secret.class::cast)
            .collect(
                Collectors.toMap(
                    secret -> secret.getMetadata().getName(),
                    secret -> secret.getStringData().keySet()));

    container.getEnv().stream()
        .filter(variable -> variable.getValueFrom() != null)
        .map(variable -> variable.getValueFrom().getSecretKeyRef())
        .forEach(
            reference ->
                assertThat(example.get(reference.getName()))
                    .as(reference.getName())
                    .contains(reference.getKey()));
    container
        .getEnvFrom()
        .forEach(source -> assertThat(example).containsKey(source.getSecretRef().getName()));
    pod.getVolumes().stream()
        .filter(volume -> volume.getSecret() != null)
        .forEach(volume -> assertThat(example).containsKey(volume.getSecret().getSecretName()));
    VolumeMount google =
        container.getVolumeMounts().stream()
            .filter(mount -> mount.getName().equals("google"))
            .findFirst()
            .orElseThrow();
    String key = environment().get("CALROUTE_GOOGLE_CREDENTIALSFILE").getValue();
    assertThat(Path.of(key).getParent()).hasToString(google.getMountPath());
    assertThat(example.get("calroute-google")).contains(Path.of(key).getFileName().toString());
  }

  @Test
  void thePodMayDoNothingThatItNeedNot() {
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
    assertThat(mounts()).containsEntry("tmp", "/tmp");
    assertThat(pod.getVolumes()).filteredOn(volume -> volume.getEmptyDir() != null).hasSize(1);
  }

  @Test
  void whatTeamsEditIsMountedWhereItIsRead() {
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      assertThat(mounts()).containsEntry(directory, "/calroute/" + directory);
      assertThat(configMaps(directory)).contains("calroute-" + directory);
    }
    assertThat(Kustomization.configMaps(Manifests.HOME))
        .containsExactlyInAnyOrderElementsOf(
            pod.getVolumes().stream()
                .flatMap(volume -> configMaps(volume.getName()).stream())
                .toList());
    assertThat(pod.getVolumes().stream().map(Volume::getName))
        .containsExactlyInAnyOrderElementsOf(mounts().keySet());
  }

  @Test
  void everyLibraryOfMappingsIsMountedInLib() {
    Map<String, String> mounted = new HashMap<>();
    volume("mappings").getProjected().getSources().stream()
        .map(source -> source.getConfigMap())
        .filter(map -> map.getName().equals("calroute-mappings-lib"))
        .forEach(map -> map.getItems().forEach(item -> mounted.put(item.getKey(), item.getPath())));

    assertThat(mounted)
        .as("the items of calroute-mappings-lib in k8s/base/deployment.yaml")
        .isEqualTo(
            Kustomization.files(Path.of("mappings")).stream()
                .filter(file -> file.startsWith("lib"))
                .collect(
                    Collectors.toMap(
                        file -> file.getFileName().toString(),
                        file -> "lib/" + file.getFileName())));
  }

  @Test
  void portsAreReachedByName() {
    Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
    List<Service> services =
        Manifests.applied().stream()
            .filter(Service.class::isInstance)
            .map(Service.class::cast)
            .toList();
    assertThat(services)
        .hasSize(2)
        .allSatisfy(
            service -> {
              assertThat(service.getSpec().getSelector()).isEqualTo(labels);
              assertThat(service.getSpec().getPorts()).hasSize(1);
              assertThat(ports())
                  .containsKey(service.getSpec().getPorts().get(0).getTargetPort().getStrVal());
            });
    assertThat(Manifests.only(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
        .isEqualTo(labels);
    assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
  }

  @Test
  void theOperationsPortIsNotForEverybody() {
    NetworkPolicy policy = Manifests.only(NetworkPolicy.class);
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
  void everyResourceIsListed() {
    List<HasMetadata> listed =
        Kustomization.resources(Manifests.HOME).stream()
            .flatMap(file -> Manifests.resources(file).stream())
            .toList();

    assertThat(listed).hasSameSizeAs(Manifests.applied());
  }

  private void assertProbe(Probe probe, String path) {
    HTTPGetAction get = probe.getHttpGet();
    assertThat(get.getPath()).isEqualTo(path);
    assertThat(get.getPort().getStrVal()).isEqualTo("operations");
  }

  private Map<String, Integer> ports() {
    return container.getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private Map<String, EnvVar> environment() {
    return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, any -> any));
  }

  private Map<String, String> mounts() {
    return container.getVolumeMounts().stream()
        .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
  }

  private Volume volume(String name) {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> configMaps(String volume) {
    Volume found = volume(volume);
    if (found.getConfigMap() != null) {
      return List.of(found.getConfigMap().getName());
    }
    return found.getProjected() == null
        ? List.of()
        : found.getProjected().getSources().stream()
            .map(source -> source.getConfigMap().getName())
            .toList();
  }
}
