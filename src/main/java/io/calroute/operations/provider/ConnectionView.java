package io.calroute.operations.provider;

import io.calroute.operations.appointment.AppointmentView;
import io.calroute.provider.webhook.WebhookStore;
import java.time.Instant;
import java.util.List;

/**
 * How a connection does, as the API shows it.
 *
 * @param lastCallback null when none ever came
 * @param silentSince since when it has been silent for longer than ever; null when it is not
 * @param longestSilenceSeconds the longest by its own rhythm
 * @param missedFound changes that no callback told and that reconciling has found
 * @param lastReconcile when what is near, or what has changed, was read last; null for never
 * @param lastFullReconcile when everything was read last; null for never
 * @param backfilledAt when what there was before Calroute was written; null for never: what only
 *     lists tell waits until then
 * @param asked appointments that the provider is to be asked about
 * @param capabilities what the provider can be asked: {@code list}, {@code get}, {@code write},
 *     {@code staff}, {@code watch}; empty without {@code api}
 * @param writes what Calroute writes into the provider's bookings
 * @param webhook whether the provider has Calroute's webhook and calls by it; null when nobody has
 *     looked
 * @param problem what stands in the way of asking; null when nothing does
 */
public record ConnectionView(
    String provider,
    String connection,
    Instant lastCallback,
    Instant silentSince,
    long longestSilenceSeconds,
    long missedFound,
    Instant lastReconcile,
    Instant lastFullReconcile,
    Instant backfilledAt,
    long asked,
    List<String> capabilities,
    Writes writes,
    WebhookStore.Standing webhook,
    AppointmentView.Remark problem) {

  /**
   * Fields of bookings.
   *
   * @param waiting that are still to be written
   * @param failed that are not tried again by themselves
   */
  public record Writes(long waiting, long failed) {}
}
