package io.calroute.console.appointment;

import io.calroute.appointment.Appointment;
import io.calroute.mapping.Mappings;
import io.calroute.sync.dryrun.EditDryRun;
import io.calroute.sync.dryrun.EditPreview;
import java.nio.file.Path;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Works out what an appointment would be with the mappings on disk. Safe for concurrent use. */
@Component
final class WhatIf {

  private final EditDryRun dryRun;
  private final Path folder;

  WhatIf(EditDryRun dryRun, @Value("${calroute.mappings-dir}") Path folder) {
    this.dryRun = dryRun;
    this.folder = folder;
  }

  /**
   * The answer.
   *
   * @param problems why the mappings on disk can't be used; empty when they can
   * @param preview null when they can't
   */
  record Answer(List<String> problems, EditPreview preview) {

    /** Whether nothing would change. */
    public boolean isSame() {
      return preview != null
          && preview.items().isEmpty()
          && preview.summary().problems().isEmpty()
          && preview.summary().purged() == 0;
    }
  }

  Answer of(Appointment appointment) {
    Mappings onDisk = new Mappings(folder);
    List<String> problems = onDisk.problems().stream().map(Object::toString).toList();
    return problems.isEmpty()
        ? new Answer(problems, dryRun.whatIf(appointment, onDisk))
        : new Answer(problems, null);
  }
}
