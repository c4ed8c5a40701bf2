package io.calroute.callback.journal;

/**
 * The promise given for a delivery.
 *
 * @param id id in the journal; of the first delivery when this one repeats it
 * @param duplicate true when the same delivery was kept before
 */
public record Receipt(long id, boolean duplicate) {}
