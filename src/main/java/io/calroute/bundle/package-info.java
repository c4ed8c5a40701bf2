/**
 * What operators edit on a running system: routes, kamelets, mappings, configuration. {@code
 * BundleWatch} decides when a change is whole (the same at two looks), {@code LiveBundle} whether
 * it is taken into use, alone or with what was saved beside it, and that the last good version
 * stays otherwise. {@code BundleSettings} has the folders, how often is looked, and how long a
 * callback under way may hold a change up; {@code BundleFiles} which files pages show, and their
 * versions; {@code BundleState} what is told of it all. {@code BundleConfiguration} wires the room
 * and loads the first bundle.
 *
 * <p>What is wrong with files is decided in {@code bundle/check}, what an edited route must do in
 * {@code bundle/contract}, which settings need no restart in {@code bundle/configuration}, what
 * stops a start in {@code bundle/start}, how routes are exchanged in {@code bundle/swap}. Golden
 * cases are {@code mapping/golden/GoldenCases}'.
 */
package io.calroute.bundle;
