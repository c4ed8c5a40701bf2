package io.calroute.appointment.directory;

import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Entries of the directory that can't be used; the message names the key and says what to write.
 */
public final class DirectoryRefused extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient Origin origin;
  private final int line;

  DirectoryRefused(Origin origin, String reason) {
    super(reason);
    this.origin = origin instanceof PropertySourceOrigin wrapped ? wrapped.getOrigin() : origin;
    this.line =
        this.origin instanceof TextResourceOrigin text && text.getLocation() != null
            ? text.getLocation().getLine() + 1
            : 0;
  }

  DirectoryRefused(int line, String reason) {
    super(reason);
    this.origin = null;
    this.line = line;
  }

  /** What a reader of YAML has stumbled over. */
  static DirectoryRefused noYaml(Exception unreadable) {
    if (unreadable instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return new DirectoryRefused(
          marked.getProblemMark().getLine() + 1, "this is no YAML: " + marked.getProblem());
    }
    return new DirectoryRefused(
        0,
        "this is no YAML: "
            + String.valueOf(unreadable.getMessage()).lines().findFirst().orElse("unreadable"));
  }

  /** Where it is written; null when nobody knows. */
  public Origin origin() {
    return origin;
  }

  /** The line where it is written, from 1; 0 when it is not from a file. */
  public int line() {
    return line;
  }
}
