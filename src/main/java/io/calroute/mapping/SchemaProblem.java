package io.calroute.mapping;

/**
 * Where a document is not what the schema asks for.
 *
 * @param pointer JSON pointer (RFC 6901) to the place; empty for the whole document
 * @param reason one line, without the value
 */
public record SchemaProblem(String pointer, String reason) {

  @Override
  public String toString() {
    return (pointer.isEmpty() ? "/" : pointer) + ": " + reason;
  }
}
