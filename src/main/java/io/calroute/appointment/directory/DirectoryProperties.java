package io.calroute.appointment.directory;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The directory of staff calendars.
 *
 * @param directory entries in order of precedence
 * @param directoryFile where more entries are, which come after these
 */
@ConfigurationProperties("calroute")
public record DirectoryProperties(
    List<DirectoryEntry> directory, @DefaultValue("./config/directory.yaml") Path directoryFile) {
  public DirectoryProperties {
    directory = directory == null ? List.of() : List.copyOf(directory);
  }
}
