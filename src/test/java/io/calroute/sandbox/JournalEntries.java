package io.calroute.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The journal of a running Calroute, for assertions.
 *
 * @param calroute the one
 */
public record JournalEntries(RunningCalroute calroute) {

  /**
   * What became of a callback.
   *
   * @param outcome in one word
   * @param code code of the reason; null for none
   * @param reason sentence for ops; null for none
   * @param appointment the appointment's id; null when nobody knows
   */
  public record Entry(String outcome, String code, String reason, String appointment) {}

  /** How many callbacks were ever kept. */
  public long size() {
    Long size = jdbc().queryForObject("select count(*) from callback", Long.class);
    return size == null ? 0 : size;
  }

  /** Id of the callback that an answer promises to keep. */
  public static long idIn(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return RunningCalroute.json(answer.body()).path("id").asLong();
  }

  /** Waits until a callback is no longer pending. */
  public Entry awaitOutcome(long id) {
    return awaitOutcomes(List.of(id)).get(0);
  }

  /** Waits until none of the callbacks is pending. */
  public List<Entry> awaitOutcomes(Collection<Long> ids) {
    return Awaitility.await("outcomes of callbacks " + ids)
        .atMost(Duration.ofSeconds(60))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> find(ids),
            entries -> entries.stream().noneMatch(entry -> entry.outcome().equals("pending")));
  }

  /** Waits until the callback of an answer is no longer pending. */
  public Entry awaitOutcome(HttpResponse<String> answer) {
    return awaitOutcome(idIn(answer));
  }

  private List<Entry> find(Collection<Long> ids) {
    return jdbc()
        .query(
            "select outcome, reason_code, reason, appointment_key from callback"
                + " where id = any (?) order by id",
            (row, index) ->
                new Entry(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
            (Object) ids.toArray(Long[]::new));
  }

  private JdbcTemplate jdbc() {
    return calroute.bean(JdbcTemplate.class);
  }
}
