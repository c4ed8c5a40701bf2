package io.calroute.link;

import io.calroute.policy.LiveLinkSettings;
import io.calroute.work.IntakeFirst;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the desk that clients come to. */
@Configuration(proxyBeanMethods = false)
class LinkConfiguration {

  @Bean
  JoinDesk joinDesk(
      LiveLinkSettings settings, MeetingLookup lookup, IntakeFirst intake, Clock clock) {
    return new JoinDesk(settings, lookup, intake, JoinDesk.lookups(), clock);
  }
}
