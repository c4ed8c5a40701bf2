/** Maps the last callback of each appointment again after a mapping has changed. */
package io.calroute.sync.remap;
