/**
 * What is wrong with a bundle, told before it is taken into use: {@code BundleCheck} decides, with
 * {@code FileForm} on shapes, {@code RouteLoops}, {@code Rehearsal} of all routes, and golden
 * cases; {@code KnownProperties} and {@code KnownVariables} decide which settings there are.
 */
package io.calroute.bundle.check;
