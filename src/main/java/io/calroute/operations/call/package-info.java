/**
 * What calendars were asked for, and what they answered. {@code MadeCalls} decides for how long
 * that is kept (thirty days), how much may wait to be written and how much is shown; {@code
 * MadeCallWorkers} how often; {@code MadeCall} is one.
 */
package io.calroute.operations.call;
