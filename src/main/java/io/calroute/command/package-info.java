/**
 * What the jar can do besides running: {@code java -jar calroute.jar <command>}. Each command is
 * one class; it prints for people and for CI, and ends with an exit code.
 */
package io.calroute.command;
