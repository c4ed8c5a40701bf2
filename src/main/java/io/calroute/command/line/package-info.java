/**
 * What all commands share: exit codes, keys, where results go, and how a running Calroute is asked.
 */
package io.calroute.command.line;
