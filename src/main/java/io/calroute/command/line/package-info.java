/**
 * What all commands share: {@code Command} decides the exit codes and where results go, {@code
 * ConfiguredCommand} which keys they take, {@code RunningCalroute} how the one that runs is asked.
 */
package io.calroute.command.line;
