/**
 * References: which event or online meeting stands for which appointment in which calendar, how it
 * stands there, and how to find all of it by any one id.
 */
package io.calroute.reference;
