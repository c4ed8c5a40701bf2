/**
 * What the jar can do besides running: {@code java -jar calroute.jar <command>}, a class for each.
 * {@code Main} decides whether a command or Calroute runs, {@code Commands} which commands there
 * are and what a wrong word is told. {@code CheckCommand} tells what is wrong with files, {@code
 * GoldenCommand} runs golden cases and accepts outputs, {@code MapCommand} shows what a callback
 * becomes, {@code PlanCommand} what is to be done, {@code WhyCommand} why, {@code EraseCommand}
 * takes a person out, {@code RebuildCommand} rebuilds a lost store.
 *
 * <p>{@code BeansOnly} decides what {@code check} has of Calroute, and that secrets need not be
 * there; {@code WithoutWorkers} what does not run while a command works on the store.
 *
 * <p>Exit codes and how a running Calroute is asked are in {@code command/line}; commands about
 * providers in {@code command/provider}. What comes of them is decided elsewhere: {@code
 * bundle/check}, {@code mapping/golden}, {@code sync/dryrun}, {@code sync/rebuild}, {@code
 * retention/erasure}, {@code verdict/decision}.
 */
package io.calroute.command;
