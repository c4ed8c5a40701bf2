/**
 * Where an appointment is to stand. {@code Routing} decides: one event for each calendar (two who
 * share a mailbox have one), nothing for what takes up no time (cancelled, deleted, unscheduled),
 * nor for tentative or personal ones if so set, whether a Teams meeting is needed and which address
 * organizes it. {@code Placement} and {@code PlacementInputs} decide which other names it is found
 * by and that what is held stays; {@code Rerouting} follows the directory and the policy when they
 * change, and decides when all is compared once more.
 *
 * <p>{@code DirectoryOffers} decides whose directory is in force among replicas, {@code Brake} that
 * an edit which moves or removes too many events is held back, {@code DirectoryInForce} what is
 * said of it.
 *
 * <p>Which entry takes somebody is decided by {@code appointment/directory/Directory}; what is set
 * about tentative, personal and Teams stands in {@code policy/SyncSettings}; the order of events in
 * {@code sync/planner/ReferenceOrder}.
 */
package io.calroute.routing;
