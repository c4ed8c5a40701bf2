package io.calroute.policy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an installation decides about its calendars.
 *
 * @param tenant goes into every id made here, so that two installations that share calendars never
 *     take each other's events for their own; must not change while events stand
 * @param tentative what becomes of requests not yet confirmed
 * @param personal what becomes of staff-only entries
 * @param drift what to do when an event was edited or deleted in the calendar
 * @param teams when Teams meetings are made
 * @param sync how the work is done
 */
@ConfigurationProperties("calroute")
public record SyncSettings(
    @DefaultValue("calroute") String tenant,
    @DefaultValue("hold") Tentative tentative,
    @DefaultValue("skip") Personal personal,
    @DefaultValue("repair") Drift drift,
    @DefaultValue Teams teams,
    @DefaultValue Sync sync) {

  /** What becomes of requests not yet confirmed. */
  public enum Tentative {
    /** A tentative event. */
    HOLD,
    /** Nothing until it is confirmed. */
    SKIP
  }

  /** What becomes of staff-only entries. */
  public enum Personal {
    /** A private busy event. */
    BUSY,
    /** Nothing. */
    SKIP
  }

  /** What to do about events that somebody edited or deleted. */
  public enum Drift {
    /** Put our part right again. */
    REPAIR,
    /** Leave it until the provider says something new. */
    IGNORE,
    /** Like ignore, and say so. */
    REPORT
  }

  /**
   * When Teams meetings are made.
   *
   * @param when for which appointments
   * @param organizer mailbox that owns the meetings of events in Google calendars; null for none
   */
  public record Teams(@DefaultValue("virtual-without-link") When when, String organizer) {

    /** Refuses what names no user: every meeting would be asked for in vain. */
    public Teams {
      if (organizer != null
          && !organizer.isBlank()
          && organizer.chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException(
            "calroute.teams.organizer: '"
                + organizer
                + "' has a blank in it; write one user's object id or address");
      }
    }

    /** For which appointments. */
    public enum When {
      /** For none. */
      NEVER,
      /** For virtual ones for which the provider gives and announces no link. */
      VIRTUAL_WITHOUT_LINK,
      /** For virtual ones, unless the provider gives or announces a link. */
      VIRTUAL
    }

    /** True when there is a mailbox to own meetings. */
    public boolean hasOrganizer() {
      return organizer != null && !organizer.isBlank();
    }
  }

  /**
   * How the work is done.
   *
   * @param mode {@code apply}, or {@code plan} to write nothing and only tell what would be done
   * @param workers how many calendars are worked on at once
   * @param appliers how many batches of callbacks are applied at once
   * @param batch how many callbacks share a transaction at most
   * @param poll how often to look for work that nobody signalled
   * @param directoryPoll how often to look whether the directory's file has changed
   * @param retryFirst pause before the first retry; doubled for each further one
   * @param retryLimit longest pause between retries
   * @param settle how long after a lost answer its request can still land: when it is over, what
   *     stands is looked at
   */
  public record Sync(
      @DefaultValue("apply") String mode,
      @DefaultValue("16") int workers,
      @DefaultValue("2") int appliers,
      @DefaultValue("100") int batch,
      @DefaultValue("500ms") Duration poll,
      @DefaultValue("1s") Duration directoryPoll,
      @DefaultValue("1s") Duration retryFirst,
      @DefaultValue("5m") Duration retryLimit,
      @DefaultValue("3m") Duration settle) {

    private static final String PLAN = "plan";
    private static final String APPLY = "apply";

    /** Refuses any other mode, so that nobody writes into calendars by a slip of the pen. */
    public Sync {
      if (!PLAN.equals(mode) && !APPLY.equals(mode)) {
        throw new IllegalArgumentException(
            "calroute.sync.mode is '"
                + mode
                + "'; it must be plan, to write to no calendar, or apply, to write to them.");
      }
    }

    /** Whether everything is only planned: no call goes to a calendar, not even one that reads. */
    public boolean isPlanned() {
      return PLAN.equals(mode);
    }

    /** How many calendars are worked on at once: none while everything is only planned. */
    public int callers() {
      return isPlanned() ? 0 : workers;
    }
  }
}
