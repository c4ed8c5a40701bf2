/**
 * The journal: every accepted callback, byte for byte, with what became of it. {@code
 * DuplicateRule} decides which deliveries are the same (by the provider's id of one, or else by all
 * its bytes), {@code DeliveryKey} for how long, {@code DeliveryStore} which of them is kept. {@code
 * GroupCommit} decides how many share a commit, how many may wait, how long a store that is away is
 * tried, and which worker is given what was just kept; {@code Taker} what may be given like that;
 * {@code Journal} how long a sender waits for the disk, how many bytes are read at once, what can
 * be replayed, what is left of one that is erased.
 *
 * <p>{@code Mentions} decides by which texts of its body a callback is found, {@code Outcome} which
 * words there are for what became of one, {@code Reading} how Calroute came by what no provider
 * sent, {@code JournalUnavailable} why none can be kept.
 *
 * <p>Whether a callback is news is decided by {@code appointment/CallbackEffect}; how long
 * callbacks are kept, by {@code retention/RetentionSettings}; the window in which the same body is
 * a repetition stands in a provider's {@code receive-} route.
 */
package io.calroute.callback.journal;
