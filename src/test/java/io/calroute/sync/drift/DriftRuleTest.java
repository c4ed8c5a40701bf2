package io.calroute.sync.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.policy.SyncSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftRuleTest {

  @ParameterizedTest
  @CsvSource({
    "REPAIR, true,  true,  true,  false",
    "IGNORE, false, false, false, false",
    "REPORT, false, true,  true,  true"
  })
  void eachPolicySaysWhatFollows(
      SyncSettings.Drift policy, boolean repairs, boolean takesBack, boolean tells, boolean lists) {
    DriftRule rule = new DriftRule(policy);

    assertThat(rule.repairs()).isEqualTo(repairs);
    assertThat(rule.takesBack()).isEqualTo(takesBack);
    assertThat(rule.tells()).isEqualTo(tells);
    assertThat(rule.lists()).isEqualTo(lists);
  }
}
