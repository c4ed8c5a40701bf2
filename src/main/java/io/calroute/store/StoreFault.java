package io.calroute.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Tells what the store refuses because of what it is given from what fails because of the store, by
 * the class of the SQLSTATE (PostgreSQL documentation, appendix A).
 */
public final class StoreFault {

  /** A value that can't be, one that a constraint forbids, and one that is too big to be kept. */
  private static final Set<String> ABOUT_THE_DATA = Set.of("22", "23", "54");

  /** Connection, transaction, resources, locks, an operator's hand, the machine. */
  private static final Set<String> OF_THE_STORE = Set.of("08", "25", "40", "53", "55", "57", "58");

  /** A write to a server that was demoted. */
  private static final String READ_ONLY = "25006";

  private StoreFault() {}

  /**
   * Whether the store would refuse the same data again, and take others.
   *
   * @param fault what was thrown
   */
  public static boolean isAboutTheData(Throwable fault) {
    return ABOUT_THE_DATA.contains(stateClass(fault));
  }

  /**
   * Whether the store could not do what was asked, whatever the data.
   *
   * @param fault what was thrown
   */
  public static boolean isOfTheStore(Throwable fault) {
    return OF_THE_STORE.contains(stateClass(fault));
  }

  /**
   * Whether there is no connection to the store, or one that takes no writes: what was asked may be
   * asked again with another connection.
   *
   * @param fault what was thrown
   */
  public static boolean isAway(Throwable fault) {
    String state = state(fault);
    return isWithoutConnection(fault)
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.equals(READ_ONLY);
  }

  /** The pool had none to give. */
  private static boolean isWithoutConnection(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientConnectionException) {
        return true;
      }
    }
    return false;
  }

  /**
   * The SQLSTATE of a fault.
   *
   * @param fault what was thrown
   * @return empty when no database has said anything
   */
  public static String state(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refusal && refusal.getSQLState() != null) {
        return refusal.getSQLState();
      }
    }
    return "";
  }

  private static String stateClass(Throwable fault) {
    String state = state(fault);
    return state.length() < 2 ? "" : state.substring(0, 2);
  }
}
