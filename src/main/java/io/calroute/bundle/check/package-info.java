/**
 * What is wrong with a bundle, told before it is taken into use: names, shapes, a rehearsal of all
 * routes, golden cases.
 */
package io.calroute.bundle.check;
