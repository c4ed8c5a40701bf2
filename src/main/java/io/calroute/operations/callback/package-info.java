/**
 * The journal as operators look it up and replay it. {@code CallbackFilter} decides which outcomes
 * can be replayed together, {@code JournalLookup} how a callback is found and how far back one look
 * goes, {@code CallbackView} what is shown, {@code CallbackApi} answers.
 *
 * <p>What becomes of a replayed callback is decided by {@code appointment/CallbackEffect}; what was
 * refused at the door is {@code operations/verdict/RefusedApi}'s.
 */
package io.calroute.operations.callback;
