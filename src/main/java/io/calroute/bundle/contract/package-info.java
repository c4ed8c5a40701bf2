/**
 * What Calroute relies on in each route: what an edited route has to do before it counts, shown by
 * running it with stubs around it. {@code DoorContract} decides for the front door, {@code
 * ReceiveContract} for {@code receive-} routes (nobody in without proof, kept once, as it came),
 * {@code MapContract} for {@code map-} routes (an appointment for each golden case), {@code
 * WriteContract} for {@code write-} routes (one request for each call, the right one). {@code
 * Contracts} says which route has which; {@code ProvenCallback} is a callback with its proof, from
 * {@code proof.json} beside the golden cases.
 *
 * <p>{@code SimulatedOutside} decides what is around the routes meanwhile, which components and
 * beans only compute, and what targets answer; {@code RehearsalContext} runs one message and tells
 * at which step it broke. How long a message may take is {@code bundle/check/Rehearsal}'s.
 */
package io.calroute.bundle.contract;
