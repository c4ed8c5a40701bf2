package io.calroute.sync.dryrun;

import io.calroute.reference.Reference;
import java.util.Comparator;

/** A calendar, as results name it; sorted by calendar. */
record Place(String target, String calendar) implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::calendar).thenComparing(Place::target);

  static Place of(Reference reference) {
    return new Place(reference.lane().target().synchronizationKey(), reference.lane().calendar());
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }
}
