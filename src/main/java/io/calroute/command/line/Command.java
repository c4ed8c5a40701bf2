package io.calroute.command.line;

import io.calroute.bundle.start.RefusedStart;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all commands of the jar share: exit codes, and where they print. */
public abstract class Command implements Callable<Integer> {

  /** Exit code: everything is well. */
  public static final int OK = 0;

  /** Exit code: it ran, and found something wrong. */
  public static final int FOUND_PROBLEMS = 1;

  /** Exit code: it could not run, because the words after it make no sense or something fails. */
  public static final int UNUSABLE = 2;

  @Spec private CommandSpec spec;

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** What is no problem, and may be worth knowing. */
  protected final void note(Object remark) {
    err().println("Note: " + remark);
  }

  /** A number of things as people say it, such as {@code 2 mappings}. */
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** What is wrong, in one line with the key or the file. */
  public static String reason(Throwable failure) {
    return RefusedStart.reasons(failure, null).get(0).toString();
  }

  /** To be thrown when the command can't run. */
  protected final ParameterException unusable(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
