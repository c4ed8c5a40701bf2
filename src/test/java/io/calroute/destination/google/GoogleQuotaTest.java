package io.calroute.destination.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.calroute.destination.Allowance;
import io.calroute.destination.Call;
import io.calroute.destination.CallsFixture;
import io.calroute.destination.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Google charges, and whom. */
class GoogleQuotaTest {

  private static final GoogleQuota QUOTA = new GoogleQuota(10_000, 600);

  @ParameterizedTest
  @EnumSource(Call.Operation.class)
  void anUpdateCostsThreeUnitsAndEverythingElseOne(Call.Operation operation) {
    assertThat(QUOTA.cost(call(operation))).isEqualTo(operation == Call.Operation.UPDATE ? 3 : 1);
  }

  @Test
  void anEventThatStandsMayBeUpdatedAndANewOneIsCreated() {
    assertThat(QUOTA.highestCost(true)).isEqualTo(3);
    assertThat(QUOTA.highestCost(false)).isEqualTo(1);
    assertThat(QUOTA.highestCost()).isEqualTo(3);
  }

  @Test
  void theProjectIsChargedAndTheOwnerOfTheCalendar() {
    List<Allowance> annas = QUOTA.of("anna@example.com");
    assertThat(annas).extracting(Allowance::units).containsExactly(10_000L, 600L);
    assertThat(annas).extracting(one -> one.span().toSeconds()).containsOnly(60L);
    List<Allowance> bens = QUOTA.of("ben@example.com");
    assertThat(bens.get(0)).as("the project's is everybody's").isEqualTo(annas.get(0));
    assertThat(bens.get(1).name()).isNotEqualTo(annas.get(1).name());
  }

  @Test
  void aMinuteNeverHoldsMoreThanTheQuotaAndLittleLess() {
    // What flows in during a minute, and the burst that may be there when it begins.
    Allowance project = QUOTA.of("anna@example.com").get(0);
    double most = project.perSecond(3) * 60 + project.burst(3);
    assertThat(most).isBetween(9_800.0, 10_000.0);
    assertThat(project.perSecond(3) * 60).as("for as long as there is work").isGreaterThan(9_730);
  }

  @Test
  void aQuotaThatNoUpdateFitsInIsRefused() {
    assertThatThrownBy(() -> new GoogleQuota(2, 600)).hasMessageContaining("calroute.google.quota");
    assertThatThrownBy(() -> new GoogleQuota(600, 2)).hasMessageContaining("calroute.google.quota");
  }

  private static Call call(Call.Operation operation) {
    return CallsFixture.call(Target.GOOGLE, operation, "event1");
  }
}
