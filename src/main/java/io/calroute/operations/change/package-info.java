/** What operators ask for: plans, previews, remaps, reports of drift, a word on the directory. */
package io.calroute.operations.change;
