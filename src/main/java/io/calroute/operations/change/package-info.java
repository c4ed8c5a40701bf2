/**
 * What operators ask for, an API class each: {@code PlanApi}, {@code PreviewApi}, {@code RemapApi}
 * with {@code RemapView}, {@code EraseApi}, {@code DriftApi} with {@code DriftLookup}, {@code
 * DirectoryApi}. They decide which parameters are taken, and how large a text or a list may be.
 *
 * <p>What comes of it is decided in {@code sync/dryrun} (plans, previews), {@code sync/remap},
 * {@code retention/erasure}, {@code sync/sweep} and {@code routing} (a directory that is held).
 */
package io.calroute.operations.change;
