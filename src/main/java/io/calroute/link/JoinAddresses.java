package io.calroute.link;

import io.calroute.appointment.AppointmentKey;
import io.calroute.policy.LiveLinkSettings;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Says at which address the client of an appointment finds its meeting. Safe for concurrent use.
 */
@Component
public final class JoinAddresses {

  private final LiveLinkSettings settings;

  JoinAddresses(LiveLinkSettings settings) {
    this.settings = settings;
  }

  /**
   * The address of an appointment.
   *
   * @param joinKey gives Calroute's own key of it; asked only when there is an address
   * @return empty where clients are not redirected
   */
  public Optional<String> of(AppointmentKey appointment, Supplier<byte[]> joinKey) {
    return settings
        .get()
        .redirectsAt(appointment.provider(), appointment.connection())
        .map(
            publicUrl ->
                JoinAddress.text(
                    publicUrl, appointment.provider(), appointment.connection(), joinKey.get()));
  }
}
