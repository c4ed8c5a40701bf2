/**
 * What operators ask for, an API class each: plans, previews, remaps, erasures, reports of drift, a
 * word on the directory. What comes of it is decided in other rooms.
 */
package io.calroute.operations.change;
