/**
 * What is wrong with a bundle, told before it is taken into use and by the command {@code check}.
 * {@code BundleCheck} decides: names, kamelets, connections without a route, routes of older
 * versions, golden cases of what has changed. {@code CamelSchema} looks at the YAML, {@code
 * FileForm} at the form that Kaoto keeps, {@code RouteLoops} for messages that go round, {@code
 * Rehearsal} whether all routes can be built, and how long one message may take in them (ten
 * seconds), {@code PackingList} whether Kubernetes would get the files, {@code FilesCheck} at files
 * that nobody runs.
 *
 * <p>{@code KnownProperties} decides which settings there are, and that a misspelt {@code
 * calroute.} key is told; {@code KnownVariables} the same of environment variables. {@code
 * MapRoutes} runs one {@code map-} route for the command {@code map}.
 *
 * <p>What an edited route has to do is decided in {@code bundle/contract}; which values of settings
 * are wrong, in {@code bundle/configuration/ConfigurationCheck}; what compiles, in {@code
 * mapping/MappingCompiler}.
 */
package io.calroute.bundle.check;
