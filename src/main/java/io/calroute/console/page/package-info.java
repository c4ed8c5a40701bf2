/**
 * What the pages of the console share. {@code Masked} decides what of a document is shown of
 * people, {@code Addresses} where pages are and where a press leads back to, {@code Zones} which
 * day and zone an address names, {@code Counted} how a number of things is said.
 */
package io.calroute.console.page;
