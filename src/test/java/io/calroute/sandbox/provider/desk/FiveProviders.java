package io.calroute.sandbox.provider.desk;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.Provider;
import io.calroute.sandbox.provider.SimulatedProvider;
import io.calroute.sandbox.provider.Staff;
import io.calroute.sandbox.provider.agendize.AgendizeSimulator;
import io.calroute.sandbox.provider.cabinetfm.CabinetFmSimulator;
import io.calroute.sandbox.provider.ombori.OmboriSimulator;
import io.calroute.sandbox.provider.pexipengage.PexipEngageSimulator;
import io.calroute.sandbox.provider.savvycal.SavvyCalSimulator;
import java.time.Clock;
import java.util.List;

/** All simulated providers, with the same four people at each. */
public record FiveProviders(
    SavvyCalSimulator savvycal,
    AgendizeSimulator agendize,
    PexipEngageSimulator pexipEngage,
    OmboriSimulator ombori,
    CabinetFmSimulator cabinetfm)
    implements AutoCloseable {

  /** Whose calendars they are, in the order of {@link #namesAt}. */
  public static final List<String> CALENDARS =
      List.of("anna@example.com", "ben@example.com", "carla@example.org", "dave@example.org");

  /**
   * Starts them.
   *
   * @param clock of all of them
   * @param firstPort of the APIs, which take four in a row; 0 for any free ones
   */
  public static FiveProviders start(Clock clock, int firstPort) {
    int next = firstPort == 0 ? 0 : 1;
    FiveProviders all =
        new FiveProviders(
            SavvyCalSimulator.start(clock, firstPort),
            AgendizeSimulator.start(clock, firstPort + next),
            PexipEngageSimulator.start(clock, firstPort + 2 * next),
            OmboriSimulator.start(clock, firstPort + 3 * next),
            new CabinetFmSimulator(clock));
    for (SimulatedProvider one : all.all()) {
      List<String> names = namesAt(one.provider());
      for (int i = 0; i < names.size(); i++) {
        one.hire(Staff.of(names.get(i), CALENDARS.get(i)));
      }
    }
    return all;
  }

  /** What a provider calls the four of them. */
  public static List<String> namesAt(Provider provider) {
    return switch (provider) {
      case SAVVYCAL ->
          List.of(
              "prov_anna00000001", "prov_ben000000001", "prov_carla0000001", "prov_dave00000001");
      case AGENDIZE, CABINETFM -> List.of("881", "882", "883", "884");
      case PEXIP_ENGAGE, OMBORI -> CALENDARS;
    };
  }

  /** All of them. */
  public List<SimulatedProvider> all() {
    return List.of(savvycal, agendize, pexipEngage, ombori, cabinetfm);
  }

  /** Those that have an API. */
  public List<SimulatedProvider> askable() {
    return all().stream().filter(one -> !one.connection().isEmpty()).toList();
  }

  /** Has all of them call back from now on. */
  public void tell(RunningCalroute calroute) {
    all().forEach(one -> one.deliveries().to(calroute));
  }

  @Override
  public void close() {
    all().forEach(SimulatedProvider::close);
  }
}
