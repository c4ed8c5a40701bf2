package io.calroute.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.policy.LinkSettings.Way;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {

  @Test
  void aClientIsInvitedUnlessAWayBeforeApplies() {
    assertThat(invites(false, Way.ADOPT)).isFalse();
    assertThat(invites(true, Way.INVITE)).isTrue();
    assertThat(invites(false, Way.ADOPT, Way.INVITE)).isTrue();
    assertThat(invites(true, Way.ADOPT, Way.INVITE)).isFalse();
    assertThat(invites(true, Way.INVITE, Way.ADOPT)).isTrue();
  }

  @Test
  void aConnectionMayDoOtherwise() {
    LinkSettings settings =
        new LinkSettings(
            List.of(Way.ADOPT),
            null,
            Map.of("acme", Map.of("two", new LinkSettings.OfConnection(List.of(Way.INVITE)))));
    assertThat(settings.invites("acme", "two", true)).isTrue();
    assertThat(settings.invites("acme", "default", true)).isFalse();
  }

  @Test
  void aWayThatIsNeverReachedIsRefused() {
    assertThatThrownBy(() -> invites(false, Way.WRITE, Way.INVITE))
        .hasMessageContaining("calroute.links names invite behind a way that always applies");
  }

  private static boolean invites(boolean ownLink, Way... ways) {
    return new LinkSettings(List.of(ways), null, Map.of()).invites("acme", "default", ownLink);
  }
}
