package io.calroute.destination.google;

import io.calroute.destination.Allowance;
import io.calroute.destination.Call;
import io.calroute.destination.Quota;
import io.calroute.destination.Target;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Google Calendar's usage limits (Calendar API guide, "Manage quotas"): units per minute for the
 * project, and for each user on whose account a call is made.
 *
 * @param project units per minute over all calendars
 * @param user units per minute for one calendar's owner
 */
@ConfigurationProperties("calroute.google.quota")
public record GoogleQuota(@DefaultValue("10000") long project, @DefaultValue("600") long user)
    implements Quota {

  private static final Duration SPAN = Duration.ofMinutes(1);

  /** A patch is charged as a read and a write (reference of events.patch). */
  private static final int PATCH = 3;

  public GoogleQuota {
    if (project < PATCH || user < PATCH) {
      throw new IllegalArgumentException(
          "calroute.google.quota: at least " + PATCH + " units, which is what an update costs");
    }
  }

  @Override
  public Target target() {
    return Target.GOOGLE;
  }

  @Override
  public int cost(Call call) {
    return call.operation() == Call.Operation.UPDATE ? PATCH : 1;
  }

  @Override
  public int highestCost() {
    return PATCH;
  }

  @Override
  public int highestCost(boolean live) {
    return live ? PATCH : 1;
  }

  @Override
  public List<Allowance> of(String calendar) {
    return List.of(
        new Allowance("google", project, SPAN),
        new Allowance("google/" + CalendarOwner.quotaUser(calendar), user, SPAN));
  }
}
