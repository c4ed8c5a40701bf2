package io.calroute.console.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class QuestionTest {

  private static final LocalDate DAY = LocalDate.of(2027, 3, 1);

  @Test
  void aDayAmongWordsIsADay() {
    assertThat(Question.of("jane 2027-03-01 doe")).isEqualTo(new Question("jane doe", DAY));
    assertThat(Question.of(" 1.3.2027 ")).isEqualTo(new Question(null, DAY));
  }

  @Test
  void whatIsNoDayOrTwoDaysIsAWord() {
    for (String words : new String[] {"2027-02-30", "01/03/2027", "appt_2027-03-01", "jane doe"}) {
      assertThat(Question.of(words)).isEqualTo(new Question(words, null));
    }
    assertThat(Question.of("2027-03-01 2027-03-02")).isEqualTo(new Question("2027-03-02", DAY));
  }
}
