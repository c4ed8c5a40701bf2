package io.calroute.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Calroute's pod.
 *
 * @param spec of the pod
 * @param container its only one
 */
record Pod(PodSpec spec, Container container) {

  /** That of the only Deployment. */
  static Pod of(List<HasMetadata> rendered) {
    PodSpec spec = Manifests.only(rendered, Deployment.class).getSpec().getTemplate().getSpec();
    if (spec.getContainers().size() != 1) {
      throw new IllegalStateException("Not one container but " + spec.getContainers().size());
    }
    return new Pod(spec, spec.getContainers().get(0));
  }

  /** Numbers of ports by their names. */
  Map<String, Integer> ports() {
    return container.getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  /** Variables that have values; others have none here. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      environment.put(variable.getName(), variable.getValue());
    }
    return environment;
  }

  /** Paths by the names of volumes. */
  Map<String, String> mounts() {
    return container.getVolumeMounts().stream()
        .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
  }

  Volume volume(String name) {
    return spec.getVolumes().stream()
        .filter(volume -> volume.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is put together in a volume; empty for one that is not put together. */
  List<VolumeProjection> projections(String volume) {
    Volume found = volume(volume);
    return found.getProjected() == null ? List.of() : found.getProjected().getSources();
  }

  /** Names of ConfigMaps. */
  List<String> configMaps(String volume) {
    List<String> names = new ArrayList<>();
    if (volume(volume).getConfigMap() != null) {
      names.add(volume(volume).getConfigMap().getName());
    }
    projections(volume).stream()
        .filter(source -> source.getConfigMap() != null)
        .forEach(source -> names.add(source.getConfigMap().getName()));
    return names;
  }

  /** The keys that are used of each Secret; none of one that is mounted as a whole. */
  Map<String, Set<String>> secrets() {
    Map<String, Set<String>> secrets = new HashMap<>();
    for (Volume volume : spec.getVolumes()) {
      if (volume.getSecret() != null) {
        secrets.put(volume.getSecret().getSecretName(), Set.of());
      }
      for (VolumeProjection source : projections(volume.getName())) {
        if (source.getSecret() != null) {
          Set<String> keys =
              secrets.computeIfAbsent(source.getSecret().getName(), name -> new TreeSet<>());
          source.getSecret().getItems().forEach(item -> keys.add(item.getKey()));
        }
      }
    }
    return secrets;
  }

  /** Paths below the mount, of all Secrets in a volume that is put together. */
  Set<String> secretFiles(String volume) {
    Set<String> files = new TreeSet<>();
    for (VolumeProjection source : projections(volume)) {
      if (source.getSecret() != null) {
        source.getSecret().getItems().forEach(item -> files.add(item.getPath()));
      }
    }
    return files;
  }
}
