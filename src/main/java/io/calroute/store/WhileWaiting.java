package io.calroute.store;

/** What is done while a start waits for PostgreSQL, or brings its tables up to date. */
@FunctionalInterface
public interface WhileWaiting {

  /** The wait begins. How the start goes on is not told. */
  void begin();
}
