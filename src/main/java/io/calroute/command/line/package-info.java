/**
 * What all commands share. {@code Command} decides the exit codes and where results go, {@code
 * ConfiguredCommand} which keys they take, {@code RunningCalroute} at which address and with which
 * token the Calroute that runs is asked, and for how long, {@code Json} how JSON is printed.
 */
package io.calroute.command.line;
