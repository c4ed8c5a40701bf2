/**
 * The decisions of the sync, all of them pure: {@code Planner} decides on the next call for one
 * event, {@code ReferenceOrder} on who comes first, {@code LostAnswers} on what follows a lost
 * answer, {@code EventDifference} on what was edited.
 */
package io.calroute.sync.planner;
