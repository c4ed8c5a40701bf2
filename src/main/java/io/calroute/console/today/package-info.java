/**
 * Today: how things stand, what needs somebody, and what went on of late. {@code NeedsReading}
 * decides what needs somebody.
 */
package io.calroute.console.today;
