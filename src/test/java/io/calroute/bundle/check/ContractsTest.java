package io.calroute.bundle.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.calroute.bundle.configuration.Configuration;
import io.calroute.bundle.file.Bundle;
import io.calroute.bundle.file.BundleProblem;
import io.calroute.bundle.file.BundleReader;
import io.calroute.callback.connection.Connection;
import io.calroute.callback.connection.Connections;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.callback.door.FrontDoor;
import io.calroute.callback.door.IntakeGate;
import io.calroute.callback.door.Problem;
import io.calroute.destination.google.GoogleAnswers;
import io.calroute.destination.google.GoogleEvents;
import io.calroute.destination.microsoft365.Microsoft365Answers;
import io.calroute.destination.microsoft365.Office365Events;
import io.calroute.destination.microsoft365.TeamsMeetings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.support.SimpleRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;

/** What an edit of the shipped files may change, and what it may not. */
class ContractsTest {

  private static final Bundle SHIPPED = shipped();
  private static final Connections CONNECTIONS = connections();
  private static final BundleCheck CHECK = check();

  @Test
  void theShippedFilesMeetThem() {
    for (int i = 0; i < 6; i++) {
      long t = System.nanoTime();
      assertThat(CHECK.quickly(SHIPPED, configuration()).problems()).isEmpty();
      System.out.println("TIME quickly " + (System.nanoTime() - t) / 1_000_000);
    }
    for (int i = 0; i < 4; i++) {
      long t = System.nanoTime();
      assertThat(CHECK.fully(SHIPPED, configuration(), List.of("routes/receive-savvycal.camel.yaml")).problems()).isEmpty();
      System.out.println("TIME fully " + (System.nanoTime() - t) / 1_000_000);
    }
  }

  private static Configuration configuration() {
    return Configuration.of(new StandardEnvironment(), CONNECTIONS);
  }

  private static BundleCheck check() {
    SimpleRegistry beans = new SimpleRegistry();
    beans.bind("googleEvents", new GoogleEvents());
    beans.bind("googleAnswers", new GoogleAnswers(Clock.systemUTC()));
    beans.bind("office365Events", new Office365Events());
    beans.bind("microsoft365Answers", new Microsoft365Answers());
    beans.bind("teamsMeetings", new TeamsMeetings());
    beans.bind("callbackProblem", new Problem());
    beans.bind(
        "frontDoor",
        new FrontDoor(new LiveConnections(CONNECTIONS), new IntakeGate(Duration.ZERO)));
    return new BundleCheck(beans, new Rehearsal(beans));
  }

  private static Connections connections() {
    Map<String, Map<String, Connection>> all = new HashMap<>();
    for (String provider : List.of("agendize", "cabinetfm", "ombori", "pexip-engage", "savvycal")) {
      all.put(provider, Map.of("default", new Connection(null, "some:secret", null, null, "UTC")));
    }
    return new Connections(all);
  }

  private static Bundle shipped() {
    try {
      return new BundleReader(
              Path.of("routes"), Path.of("kamelets"), Path.of("mappings"), Path.of("none"))
          .read();
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
