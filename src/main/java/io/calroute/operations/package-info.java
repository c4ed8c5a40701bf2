/**
 * The operations API, health and metrics on the second port: what people and programs see of
 * Calroute and do to it. It reads what other rooms have stored and asks them to act; what is
 * decided here is what is told. A package for each part: {@code operations/appointment}, {@code
 * operations/callback}, {@code operations/change}, {@code operations/provider}, {@code
 * operations/verdict}, {@code operations/status} for health and metrics, {@code operations/trace},
 * {@code operations/web} for what all calls share. {@code OperationsConfiguration} wires them and
 * decides that with Kafka callbacks are taken while the store is away; {@code NoCliConnector} keeps
 * Camel's command line out.
 *
 * <p>Pages are in {@code console}, rights and sign-in in {@code access}; which health group has
 * what, and the port, stand in {@code src/main/resources/application.yaml}.
 */
package io.calroute.operations;
