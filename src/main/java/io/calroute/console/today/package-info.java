/**
 * Today, the first page. {@code NeedsReading} decides what needs somebody; {@code Need} how far
 * that is counted and what can be done again, {@code DoneAgain} does it. {@code TodayReading}
 * decides how fresh the page is, {@code Today} how numbers are said, {@code Minute} what is counted
 * and what the time of nineteen in twenty is, {@code MinuteStore} for how long (two days), {@code
 * MinuteWorkers} how often; {@code Mark} what may explain a change, {@code Pulse} what the chart
 * draws; {@code TodayController} shows it.
 *
 * <p>The numbers themselves are {@code operations/status/StatusReading}'s, causes, remedies, and
 * which need stands on top {@code verdict/decision/Cause}'s.
 */
package io.calroute.console.today;
