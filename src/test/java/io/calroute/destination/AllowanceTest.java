package io.calroute.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AllowanceTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Property
  void noSpanEverHoldsMoreThanIsAllowed(@ForAll @LongRange(min = 6, max = 10_000_000) long units) {
    Allowance allowance = new Allowance("some", units, MINUTE);
    // Calls of 61 seconds that arrive within 60.
    assertThat(allowance.burst(3) + 61 * allowance.perSecond(3)).isLessThanOrEqualTo(units + 1e-6);
  }

  @Property
  void almostAllOfItCanBeUsed(@ForAll @LongRange(min = 300, max = 10_000_000) long units) {
    Allowance allowance = new Allowance("some", units, MINUTE);
    assertThat(60 * allowance.perSecond(3)).isGreaterThan(0.955 * units);
    assertThat(allowance.burst(3)).isGreaterThanOrEqualTo(3);
  }

  @Test
  void nothingIsNoAllowance() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Allowance("some", 0, MINUTE));
  }
}
