/**
 * The page of one appointment: the verdict on top, then all that happened to it. {@code Timeline}
 * decides what is a line and how many are shown, {@code WhatIf} what the mappings on disk would
 * make of it, {@code Touched} when its page hears of something new; {@code Line} is one fact,
 * {@code AppointmentController} shows it all.
 *
 * <p>The verdict is decided in {@code verdict/decision}, what a press on Resync makes due in {@code
 * sync/turn/Resync}, how long calls are remembered in {@code operations/call/MadeCalls}.
 */
package io.calroute.console.appointment;
