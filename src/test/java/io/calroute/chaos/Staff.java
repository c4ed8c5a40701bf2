package io.calroute.chaos;

import io.calroute.sandbox.Installation;

/** The staff of the chaos test, and where their calendars are. */
enum Staff {
  ANNA("google", "anna@example.com", true),
  BEN("google", "ben@example.com", true),
  EVA("google", "eva@example.com", true),
  FINN("google", "finn@example.com", true),
  CARLA("office365", "carla@example.org", true),
  DAVE("office365", "dave@example.org", true),
  GINA("office365", "gina@example.org", true),
  /** A mailbox that is not allowed to make Teams meetings. */
  HANS("office365", "hans@example.org", false);

  private final String target;
  private final String calendar;
  private final boolean teams;

  Staff(String target, String calendar, boolean teams) {
    this.target = target;
    this.calendar = calendar;
    this.teams = teams;
  }

  String calendar() {
    return calendar;
  }

  boolean inGoogle() {
    return target.equals("google");
  }

  /** Whether an event of theirs carries a Teams meeting. */
  boolean carriesTeams() {
    return !inGoogle() && teams;
  }

  String savvyCalId() {
    return "prov_chaos" + name().toLowerCase(java.util.Locale.ROOT);
  }

  String agendizeId() {
    return String.valueOf(9900 + ordinal());
  }

  static void join(Installation installation) {
    for (Staff one : values()) {
      installation.staff(one.savvyCalId(), one.target, one.calendar);
      installation.staff(one.agendizeId(), one.target, one.calendar);
      if (!one.inGoogle()) {
        installation.graph().mailbox(one.calendar).teamsAllowed(one.teams);
      }
    }
  }
}
