package io.calroute.access.audit;

import org.springframework.dao.DataAccessException;

/** Keeps who has done what. Safe for concurrent use. */
public interface Audit {

  /**
   * Keeps what is about to be done. Whoever can't keep it must not do it.
   *
   * @return for {@link #end}
   * @throws DataAccessException when it is not kept
   */
  long begin(AuditEntry entry);

  /**
   * Adds what came of it.
   *
   * @param status HTTP status of the answer
   * @throws DataAccessException when it is not kept
   */
  void end(long id, int status);
}
