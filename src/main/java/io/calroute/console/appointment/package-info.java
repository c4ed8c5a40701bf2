/**
 * One appointment: the verdict on top, then all that happened to it, a line each. {@code Timeline}
 * decides what is a line, {@code WhatIf} what the mappings on disk would make of it.
 */
package io.calroute.console.appointment;
