/**
 * References: which event or online meeting stands for which appointment in which calendar, how it
 * stands there ({@code Reference}), and how to find all of it by any one id ({@code
 * ReferenceStore}). {@code Lanes} decides which spellings are one calendar.
 */
package io.calroute.reference;
