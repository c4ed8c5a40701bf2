package io.calroute.sandbox.graph.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.SimulatedEvent;
import io.calroute.sandbox.graph.GraphTarget;
import io.calroute.sandbox.graph.event.GraphEvent;
import io.calroute.sandbox.server.SimulatorServer;
import java.util.List;
import java.util.Optional;

/** One simulated mailbox, seen and changed as a person would. Safe from any thread. */
public final class MailboxView {

  private final SimulatorServer server;
  private final GraphTarget target;
  private final String user;

  public MailboxView(SimulatorServer server, GraphTarget target, String user) {
    this.server = server;
    this.target = target;
    this.user = user;
  }

  /** Object id of the user, which works in URLs as the address does. */
  public String objectId() {
    return server.exclusively(() -> target.mailbox(user).objectId);
  }

  /** The events by start. */
  public List<SimulatedEvent> events() {
    return server.exclusively(
        () -> {
          Mailbox mailbox = target.mailbox(user);
          return mailbox.byStart().stream().map(event -> event.view(mailbox.address)).toList();
        });
  }

  /**
   * One event.
   *
   * @param id its immutable or ordinary id
   */
  public Optional<SimulatedEvent> event(String id) {
    return server.exclusively(
        () -> {
          Mailbox mailbox = target.mailbox(user);
          return Optional.ofNullable(mailbox.event(id)).map(event -> event.view(mailbox.address));
        });
  }

  /** The online meetings that the user organizes, in the order of creation. */
  public List<SimulatedMeeting> meetings() {
    return server.exclusively(
        () -> target.mailbox(user).meetings.values().stream().map(Meeting::view).toList());
  }

  /**
   * Changes an event.
   *
   * @param id its id
   * @param patch members to change
   * @throws IllegalArgumentException when there is no such event or the patch is not valid
   */
  public void edit(String id, JsonNode patch) {
    require(server.exclusively(() -> target.edit(user, id, patch)), id);
  }

  /**
   * Deletes an event.
   *
   * @param id its id
   * @throws IllegalArgumentException when there is no such event
   */
  public void delete(String id) {
    require(server.exclusively(() -> target.delete(user, id)), id);
  }

  /**
   * Gives an event a new change key though nothing has changed, as Exchange does after a create
   * with Teams or with guests (reported by users).
   *
   * @param id its id
   */
  public void touch(String id) {
    require(
        server.exclusively(
            () -> {
              Mailbox mailbox = target.mailbox(user);
              GraphEvent event = mailbox.event(id);
              if (event != null) {
                target.stamp(mailbox, event);
              }
              return event != null;
            }),
        id);
  }

  /**
   * Puts an event of another organizer into the mailbox.
   *
   * @param organizer address of the organizer
   * @param event body as for a create
   * @return immutable id of the event
   */
  public String invite(String organizer, JsonNode event) {
    return server.exclusively(() -> target.invite(user, organizer, event));
  }

  /** Removes all events and forgets all transactions; delta tokens are no longer valid. */
  public void wipe() {
    server.exclusively(
        () -> {
          target.wipe(target.mailbox(user));
          return null;
        });
  }

  /** Makes every delta token answer 410. */
  public void expireDeltaTokens() {
    server.exclusively(() -> target.mailbox(user).deltaEpoch++);
  }

  /**
   * Sets whether the calendar has Teams among its online meeting providers.
   *
   * @param allowed true by default
   */
  public void teamsAllowed(boolean allowed) {
    server.exclusively(() -> target.mailbox(user).teamsAllowed = allowed);
  }

  /**
   * Sets whether the mailbox is missing.
   *
   * @param unknown false by default; else 404 MailboxNotEnabledForRESTAPI
   */
  public void unknown(boolean unknown) {
    server.exclusively(() -> target.mailbox(user).unknown = unknown);
  }

  /**
   * Sets whether the app's role assignment leaves the mailbox out.
   *
   * @param outOfScope false by default; else 403 ErrorAccessDenied
   */
  public void outOfScope(boolean outOfScope) {
    server.exclusively(() -> target.mailbox(user).outOfScope = outOfScope);
  }

  private void require(boolean found, String id) {
    if (!found) {
      throw new IllegalArgumentException("Mailbox " + user + " has no event " + id);
    }
  }
}
