package io.calroute.component.mapping;

/** Thrown when a document does not fit its schema; the message is the first problem. */
public final class SchemaViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaViolation(String problem) {
    super(problem);
  }
}
