package io.calroute.bundle;

import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.stereotype.Component;

/**
 * The files that operators edit, one by one, as they are in use and on disk. Safe for concurrent
 * use.
 */
@Component
public final class BundleFiles {

  private static final int VERSION_LENGTH = 12;

  private final BundleSettings settings;
  private final LiveBundle live;
  private final ReentrantLock checking = new ReentrantLock();

  BundleFiles(BundleSettings settings, LiveBundle live) {
    this.settings = settings;
    this.live = live;
  }

  /**
   * A file.
   *
   * @param name such as {@code routes/front-door.camel.yaml}
   * @param version of what is in use: the same for the same text; null when none of it is
   * @param since when it is in use; null when it is not
   * @param edited whether it is another on disk, or not there
   */
  public record KnownFile(String name, String version, Instant since, boolean edited) {}

  /**
   * All files, without golden cases and secrets.
   *
   * @throws IOException when they cannot be read, which may pass
   */
  public List<KnownFile> all() throws IOException {
    Bundle disk = disk();
    Bundle inUse = live.inUse();
    SortedSet<String> changed = disk.changes(inUse);
    SortedSet<String> names = new TreeSet<>(inUse.files().keySet());
    names.addAll(changed);
    List<KnownFile> files = new ArrayList<>();
    for (String name : names) {
      if (!name.startsWith(Bundle.SECRETS) && !name.matches("mappings/.+/.+\\.json")) {
        String text = inUse.text(name);
        files.add(
            new KnownFile(
                name,
                text == null ? null : DigestUtils.sha256Hex(text).substring(0, VERSION_LENGTH),
                text == null ? null : live.since(name),
                changed.contains(name)));
      }
    }
    return files;
  }

  /**
   * Looks at all that is on disk as at an edit of everything, golden cases included. Takes seconds;
   * one look is made at a time.
   *
   * @return null while another look is made
   * @throws IOException when the files cannot be read, which may pass
   */
  public List<BundleProblem> check() throws IOException {
    if (!checking.tryLock()) {
      return null;
    }
    try {
      return live.check(disk());
    } finally {
      checking.unlock();
    }
  }

  private Bundle disk() throws IOException {
    return new BundleReader(
            settings.routesDir(),
            settings.kameletsDir(),
            settings.mappingsDir(),
            settings.configDir())
        .read();
  }
}
