package io.calroute.sync.planner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.sandbox.RunningCalroute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventDifferenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'start':{'dateTime':'2027-03-01T10:00:00+01:00','timeZone':'Europe/Paris'}}"
            + "|{'start':{'dateTime':'2027-03-01T01:00:00-08:00','timeZone':'Europe/Paris'}}",
        "{'start':{'dateTime':'2027-03-01T10:00:00','timeZone':'Romance Standard Time'}}"
            + "|{'start':{'dateTime':'2027-03-01T09:00:00.0000000','timeZone':'UTC'}}",
        "{'location':null,'description':null}|{}",
        "{'status':'confirmed','transparency':'opaque','visibility':'default'}|{}",
        "{'location':{'displayName':''}}|{'location':{'displayName':'','uniqueIdType':'unknown'}}",
        "{'body':{'contentType':'text','content':'Jane & co\\nRoom 1'}}"
            + "|{'body':{'contentType':'html','content':'<html><body>Jane &amp; co<br>Room"
            + " 1<p>my notes</p></body></html>'}}",
        "{'isOnlineMeeting':true}|{'isOnlineMeeting':false}",
        "{'summary':'A'}|{'summary':'A ','colorId':'7'}",
        "{'description':'A & B'}|{'description':'A &amp; B<br>and a note'}",
        "{'description':'fewer than < 5'}|{'description':'fewer than < 5'}",
        "{'description':null}|{'description':'a note'}",
        "{'location':{'displayName':'x'}}|{'location':{'displayName':'x','uniqueId':'y'}}",
        "{}|{'a':1}",
      })
  void sameMeaningIsNoDifference(String ours, String theirs) {
    assertThat(EventDifference.differing(json(ours), json(theirs))).isEmpty();
  }

  @Test
  void otherMeaningIs() {
    assertThat(
            EventDifference.differing(
                json(
                    "{'summary':'A','location':'Here','status':'confirmed','description':'x',"
                        + "'start':{'dateTime':'2027-03-01T10:00:00+01:00'},"
                        + "'end':{'dateTime':'2027-03-01T11:00:00+01:00'},"
                        + "'body':{'content':'Bring a pen'}}"),
                json(
                    "{'summary':'B','status':'tentative','description':'x',"
                        + "'start':{'dateTime':'2027-03-01T10:00:00Z'},"
                        + "'end':{'date':'2027-03-01'},"
                        + "'body':{'content':'Bring nothing'}}")))
        .containsExactly("body", "end", "location", "start", "status", "summary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'x'}|{'a':'y'}",
        "{'a':'x'}|{}",
        "{'a':null}|{'a':'theirs'}",
        "{'description':'A'}|{'description':'B'}",
        "{'start':{'dateTime':'2027-03-01T15:00:00','timeZone':'UTC'}}"
            + "|{'start':{'dateTime':'2027-03-01T15:01:00','timeZone':'UTC'}}",
        "{'start':{'dateTime':'2027-03-01T15:00:00','timeZone':'UTC'}}"
            + "|{'start':{'date':'2027-03-01'}}",
        "{'start':{'dateTime':'2027-03-01T15:00:00','timeZone':'Nowhere'}}"
            + "|{'start':{'dateTime':'2027-03-01T15:00:00','timeZone':'Nowhere'}}"
      })
  void oneMemberDiffers(String ours, String theirs) {
    assertThat(EventDifference.differing(json(ours), json(theirs))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'description':'A'}|{'description':'A\\nBring a pen'}|true",
        "{'description':null}|{'description':'Bring a pen'}|true",
        "{'body':{'content':'A'}}|{'body':{'content':'<p>A</p><p>Bring a pen</p>'}}|true",
        "{'body':{'content':'A\\nB'}}|{'body':{'content':'<html><body>A<br>B</body></html>'}}|false",
        "{'description':'A < B'}|{'description':'A < B'}|false",
        "{'description':'A'}|{'summary':'says nothing of its text'}|false",
        "{'description':null}|{}|false"
      })
  void othersWordsBesideOursAreSeen(String ours, String theirs, boolean shared) {
    assertThat(EventDifference.shareText(json(ours), json(theirs))).isEqualTo(shared);
  }

  private static JsonNode json(String text) {
    return RunningCalroute.json(text.replace('\'', '"'));
  }
}
