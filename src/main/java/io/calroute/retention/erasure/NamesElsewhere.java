package io.calroute.retention.erasure;

import java.util.Set;

/** A place of another room's in which a person may be named. Every bean of this type is asked. */
public interface NamesElsewhere {

  /** Its name in the report, such as {@code audit}. */
  String place();

  /**
   * Takes a person out of it.
   *
   * @param spellings the address or the id, as it may be written there
   * @param dryRun true to change nothing
   * @return of how many rows
   */
  long forget(Set<String> spellings, boolean dryRun);
}
