package io.calroute.console.search;

import io.calroute.operations.web.Page;
import io.calroute.operations.web.Paging;
import io.calroute.operations.web.Snapshots;
import io.calroute.reference.ReferenceStore;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Finds appointments by what is wrong with them: those that are counted together on the first page.
 * Safe for concurrent use.
 */
@Component
final class TroubleLookup {

  private static final String FAILED =
      """
      select distinct r.appointment_id from reference r where r.appointment_id < :after
        and r.failure_code = :what and %s order by 1 desc limit :limit
      """
          .formatted(ReferenceStore.GIVEN_UP);

  private static final String DRIFTED =
      """
      select distinct r.appointment_id from drift d join reference r on r.id = d.reference_id
      where d.kind = :what and r.appointment_id < :after
        and case d.kind when 'deleted' then r.state = 'gone' and r.wanted
          else r.state = 'live' end
      order by 1 desc limit :limit
      """;

  private final Snapshots snapshots;

  TroubleLookup(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Those that a calendar has refused for good.
   *
   * @param code of the failure
   */
  Page<Long> failed(String code, Paging paging) {
    return page(FAILED, code, paging);
  }

  /**
   * Those whose events were changed and left so.
   *
   * @param kind {@code edited} or {@code deleted}
   */
  Page<Long> drifted(String kind, Paging paging) {
    return page(DRIFTED, kind, paging);
  }

  private Page<Long> page(String query, String what, Paging paging) {
    Map<String, Object> values =
        Map.of("what", what, "after", paging.after(), "limit", paging.rows());
    List<Long> read = snapshots.read(store -> store.queryForList(query, values, Long.class));
    return paging.page(read, Long::longValue);
  }
}
