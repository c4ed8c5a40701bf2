package io.calroute.operations.provider;

import io.calroute.appointment.directory.Calendar;
import io.calroute.appointment.directory.Directory;
import io.calroute.appointment.directory.DirectoryEntry;
import io.calroute.appointment.directory.StaffMember;
import io.calroute.callback.connection.LiveConnections;
import io.calroute.operations.web.ApiProblem;
import io.calroute.provider.asking.ProviderRoutes;
import io.calroute.provider.asking.ProviderRoutes.Verb;
import io.calroute.provider.asking.ProviderStaff;
import io.calroute.provider.asking.ProviderStaff.Member;
import io.calroute.provider.request.ProviderFault;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who can be booked at a provider, and whose calendar each of them has. */
@RestController
final class StaffApi {

  /**
   * Somebody who can be booked.
   *
   * @param id as callbacks name it; null where they name people by their addresses alone
   * @param synced whether the provider itself writes this person's calendar, so that every event
   *     would stand there twice; null when it does not say
   * @param entry the one of the directory in force that counts; null when none fits
   * @param calendar where this person's appointments go; null when there is none
   * @param proposed an entry to add when none fits, without {@code target} where nobody can tell,
   *     and without {@code calendar} where the provider gives no address; otherwise null
   */
  record StaffView(
      String id,
      String email,
      String name,
      String timeZone,
      Boolean synced,
      DirectoryEntry entry,
      String calendar,
      DirectoryEntry proposed) {}

  private final ProviderStaff staff;
  private final ProviderRoutes providers;
  private final LiveConnections connections;
  private final Supplier<Directory> directory;

  StaffApi(
      ProviderStaff staff,
      ProviderRoutes providers,
      LiveConnections connections,
      @Qualifier("directoryInForce") Supplier<Directory> directory) {
    this.staff = staff;
    this.providers = providers;
    this.connections = connections;
    this.directory = directory;
  }

  @GetMapping("/api/staff")
  Map<String, List<StaffView>> all(
      @RequestParam(required = false) String provider,
      @RequestParam(required = false) String connection) {
    AskedConnection asked =
        AskedConnection.of(connections, provider, connection)
            .requireRoute(
                providers,
                Verb.STAFF,
                "this provider can't be asked who can be booked. Name them in the directory by hand.");
    Directory inForce = directory.get();
    try {
      return Map.of(
          "items",
          staff.read(asked.provider(), asked.name()).stream()
              .map(one -> view(asked, one, inForce))
              .toList());
    } catch (ProviderFault fault) {
      throw ApiProblem.unanswered(fault.code(), fault.getMessage());
    }
  }

  private StaffView view(AskedConnection asked, Member one, Directory inForce) {
    StaffMember member = new StaffMember(one.id(), one.email(), null);
    DirectoryEntry entry = inForce.entry(asked.provider(), asked.name(), member).orElse(null);
    return new StaffView(
        one.id(),
        one.email(),
        one.name(),
        one.timeZone(),
        one.synced(),
        entry,
        inForce.find(asked.provider(), asked.name(), member).map(Calendar::id).orElse(null),
        entry == null ? proposed(asked, one, inForce) : null);
  }

  /** By the id where there is one: an address may change, and callbacks need not have it. */
  private DirectoryEntry proposed(AskedConnection asked, Member one, Directory inForce) {
    boolean only = connections.of(asked.provider()).size() == 1;
    DirectoryEntry.Match match =
        new DirectoryEntry.Match(
            asked.provider(),
            only ? null : asked.name(),
            one.id(),
            one.id() == null ? one.email() : null,
            null,
            null);
    return new DirectoryEntry(match, inForce.targetOfDomain(one.email()).orElse(null), one.email());
  }
}
