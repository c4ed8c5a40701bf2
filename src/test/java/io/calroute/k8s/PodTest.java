package io.calroute.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.deploy.HouseConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.util.PropertyPlaceholderHelper;

/** Calroute's pod finds all that it needs, and can do no more than that. */
class PodTest {

  private static final List<Path> OVERLAYS = Manifests.OVERLAYS;

  private final HouseConfiguration house = HouseConfiguration.read();
  private final List<HasMetadata> production = Manifests.rendered(Manifests.PRODUCTION);
  private final Pod pod = Pod.of(production);

  @Test
  void probesAskWhatIsServed() {
    assertThat(house.at("/management/endpoint/health/probes/enabled").asBoolean()).isTrue();
    assertThat(house.at("/management/endpoints/web/exposure/include").asText())
        .contains("health", "prometheus");

    assertThat(pod.ports())
        .containsEntry("operations", house.operationsPort())
        .containsEntry("callbacks", house.callbacksPort());
    assertProbe(pod.container().getStartupProbe(), "/actuator/health/liveness");
    assertProbe(pod.container().getLivenessProbe(), "/actuator/health/liveness");
    assertProbe(pod.container().getReadinessProbe(), "/actuator/health/readiness");
    // Outside callers, the probes among them, need more than loopback; then a token is a must.
    assertThat(pod.environment()).containsEntry("SERVER_ADDRESS", "0.0.0.0");
    assertThat(pod.secretFiles("config")).contains("secrets/calroute.api.token");
  }

  @Test
  void aMigrationMayTakeMinutes() {
    Probe startup = pod.container().getStartupProbe();

    assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
        .isGreaterThanOrEqualTo(600);
  }

  @Test
  void aStopIsGivenTheTimeThatCalrouteTakes() {
    List<String> before = pod.container().getLifecycle().getPreStop().getExec().getCommand();
    assertThat(before.get(0)).isEqualTo("sleep");

    assertThat(Duration.ofSeconds(pod.spec().getTerminationGracePeriodSeconds()))
        .isGreaterThan(house.longestStop().plusSeconds(Long.parseLong(before.get(1))));
  }

  @Test
  void secretsAreFilesWhereCalrouteReadsThem() {
    assertThat(
            new PropertyPlaceholderHelper("${", "}", ":", null, true)
                .replacePlaceholders(house.at("/spring/config/import").asText(), key -> null))
        .isEqualTo("optional:configtree:./config/secrets/");
    assertThat(pod.mounts()).containsEntry("config", "/calroute/config");
    assertThat(pod.secretFiles("config"))
        .contains(
            "secrets/spring.datasource.url",
            "secrets/spring.datasource.username",
            "secrets/spring.datasource.password")
        .allMatch(file -> file.startsWith("secrets/"));
    assertThat(pod.container().getEnvFrom()).isEmpty();
    assertThat(pod.environment().keySet())
        .noneMatch(name -> name.matches(".*(SECRET|PASSWORD|TOKEN|DATASOURCE).*"));
  }

  @Test
  void everyProviderCanHaveASecret() throws IOException {
    try (Stream<Path> routes = Files.list(Path.of("routes"))) {
      assertThat(
              routes
                  .map(route -> route.getFileName().toString())
                  .filter(name -> name.startsWith("receive-"))
                  .map(
                      name ->
                          name.replaceFirst("^receive-(.*)\\.camel\\.yaml$", "secrets/$1-secret")))
          .as("the items of calroute-connections in k8s/base/deployment.yaml")
          .isNotEmpty()
          .allSatisfy(file -> assertThat(pod.secretFiles("config")).contains(file));
    }
  }

  @Test
  void theExampleHasEveryKeyThatIsMounted() {
    Map<String, Set<String>> example =
        Manifests.resources(Manifests.SECRETS).stream()
            .map(Secret.class::cast)
            .collect(
                Collectors.toMap(
                    secret -> secret.getMetadata().getName(),
                    secret -> new TreeSet<>(secret.getStringData().keySet())));

    Map<String, Set<String>> used = pod.secrets();
    assertThat(used.remove("calroute-google")).isNotNull();
    assertThat(example.remove("calroute-google")).containsExactly("key.json");
    assertThat(example).isEqualTo(used);
  }

  @Test
  void theGoogleKeyIsWhereTheReadmeHasIt() throws IOException {
    String path = pod.mounts().get("google") + "/key.json";

    assertThat(Files.readString(Path.of("README.md"))).contains("credentials-file: " + path);
    // A file that is named has to be there, and not everybody has Google Calendar.
    assertThat(pod.environment()).doesNotContainKey("CALROUTE_GOOGLE_CREDENTIALSFILE");
    assertThat(pod.volume("google").getSecret().getOptional()).isTrue();
  }

  @ParameterizedTest
  @FieldSource("OVERLAYS")
  void podsMayDoNothingThatTheyNeedNot(Path overlay) {
    List<HasMetadata> rendered = Manifests.rendered(overlay);
    assertRestricted(Pod.of(rendered).spec());
    Manifests.all(rendered, StatefulSet.class)
        .forEach(server -> assertRestricted(server.getSpec().getTemplate().getSpec()));

    assertThat(pod.mounts()).containsEntry("tmp", "/tmp");
    assertThat(pod.spec().getVolumes())
        .filteredOn(volume -> volume.getEmptyDir() != null)
        .hasSize(1);
    assertThat(pod.container().getVolumeMounts())
        .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .extracting(VolumeMount::getName)
        .containsExactly("tmp");
  }

  private static void assertRestricted(PodSpec spec) {
    assertThat(spec.getAutomountServiceAccountToken()).isFalse();
    assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(spec.getContainers())
        .allSatisfy(
            container -> {
              SecurityContext context = container.getSecurityContext();
              assertThat(context.getReadOnlyRootFilesystem()).isTrue();
              assertThat(context.getAllowPrivilegeEscalation()).isFalse();
              assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(container.getResources().getLimits()).containsKey("memory");
              assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            });
  }

  @Test
  void theUserIsThatOfTheImage() throws IOException {
    String user =
        pod.spec().getSecurityContext().getRunAsUser()
            + ":"
            + pod.spec().getSecurityContext().getRunAsGroup();

    assertThat(Files.readAllLines(Path.of("Dockerfile"))).contains("USER " + user);
  }

  @Test
  void whatTeamsEditIsMountedWhereItIsRead() {
    for (String directory : List.of("routes", "kamelets", "mappings", "config")) {
      assertThat(pod.mounts()).containsEntry(directory, "/calroute/" + directory);
      assertThat(pod.configMaps(directory)).contains("calroute-" + directory);
    }
    assertThat(
            Manifests.all(production, ConfigMap.class).stream()
                .map(map -> map.getMetadata().getName())
                .filter(name -> !name.equals("calroute-dashboard")))
        .containsExactlyInAnyOrderElementsOf(
            pod.spec().getVolumes().stream()
                .flatMap(volume -> pod.configMaps(volume.getName()).stream())
                .toList());
    assertThat(pod.spec().getVolumes().stream().map(Volume::getName))
        .containsExactlyInAnyOrderElementsOf(pod.mounts().keySet());
  }

  @Test
  void everyLibraryOfMappingsIsMountedInLib() {
    Map<String, String> mounted = new HashMap<>();
    pod.projections("mappings").stream()
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
  void theSandboxCallsNoCalendar() {
    assertThat(Pod.of(Manifests.rendered(Manifests.SANDBOX)).environment())
        .containsEntry("CALROUTE_SYNC_MODE", "plan");
    assertThat(pod.environment()).doesNotContainKey("CALROUTE_SYNC_MODE");
  }

  private static void assertProbe(Probe probe, String path) {
    HTTPGetAction get = probe.getHttpGet();
    assertThat(get.getPath()).isEqualTo(path);
    assertThat(get.getPort().getStrVal()).isEqualTo("operations");
  }
}
