/**
 * What the pages of the console share. {@code Masked} decides what of a document is shown of
 * people, {@code Addresses} where pages are.
 */
package io.calroute.console.page;
