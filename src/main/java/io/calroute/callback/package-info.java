/**
 * Callbacks: the component {@code callback}, by which routes have them proven and kept, a producer
 * for each step. A callback is answered 2xx only once it is on disk. {@code AuthenticateProducer}
 * decides that only a proven one goes on, and how often a source may be wrong before it hears 429;
 * {@code ProvenNote} that nothing is kept without proof; {@code AcceptProducer} and {@code
 * IgnoreProducer} keep them: body, charset and trace, and no other header; {@code CheckProducer},
 * {@code PromiseProducer} and {@code KeepProducer} do the same with Kafka in between. {@code
 * CallbackEndpoint} has the options of the steps and their defaults, {@code CallbackComponent} what
 * they share.
 *
 * <p>{@code CallbackConfiguration} has what the port is unless somebody sets it: address,
 * connections, time limits, bytes of bodies, and how long a callback waits while a route is
 * replaced. {@code KafkaConfiguration} decides when Kafka is in use.
 *
 * <p>What proves a callback is decided in {@code callback/connection}, which deliveries are the
 * same in {@code callback/journal}, what a sender is told in {@code callback/door}, how long a
 * route may take in {@code routes/front-door.camel.yaml}, when a failed one is tried again in
 * {@code applying/CallbackWorkers}.
 */
package io.calroute.callback;
