/**
 * The decisions of the sync, all of them pure: {@code Planner} decides on the next call for one
 * event, {@code ReferenceOrder} on who comes first, {@code LostAnswers} on what follows a lost
 * answer, {@code EventDifference} on what was edited, {@code TargetCalls} on what a call says and
 * whether guests are told of it, {@code Guests} on who they are.
 */
package io.calroute.sync.planner;
