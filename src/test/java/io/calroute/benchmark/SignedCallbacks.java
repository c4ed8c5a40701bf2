package io.calroute.benchmark;

import io.calroute.sandbox.RunningCalroute;
import io.calroute.sandbox.provider.SavvyCalBooking;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed callbacks in great number, made cheaply: one body is a template of which only the ids
 * change. Safe for concurrent use.
 */
final class SignedCallbacks implements LongFunction<CallbackLoad.Request> {

  private static final String ENVELOPE = "evt_############";
  private static final String APPOINTMENT = "appt_@@@@@@@@@@@@";
  private static final String STAFF = "prov_$$$$$$$$$$$$";

  /** More is answered 413. */
  private static final int LARGEST = 1024 * 1024;

  private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(SignedCallbacks::mac);

  private final byte[] template;
  private final int[] envelopes;
  private final int[] appointments;
  private final int[] staff;
  private final long run;
  private final long envelopeRun;
  private final LongUnaryOperator appointmentOf;
  private final int staffMembers;
  private final int shift;

  /**
   * Callbacks about bookings.
   *
   * @param run makes the ids of this series differ from those of others
   * @param appointmentOf which appointment each callback is about
   * @param staffMembers over how many staff members the appointments are spread
   */
  SignedCallbacks(long run, LongUnaryOperator appointmentOf, int staffMembers) {
    this(run, run, appointmentOf, staffMembers, 0, "appointment.created", booking -> booking);
  }

  /**
   * Callbacks of some kind.
   *
   * @param envelopes makes the ids of the callbacks differ from those of others
   * @param shift how many staff members further than at first each appointment is
   * @param type of the callbacks
   * @param change what becomes of a booking that was made in March 2027
   */
  SignedCallbacks(
      long run,
      long envelopes,
      LongUnaryOperator appointmentOf,
      int staffMembers,
      int shift,
      String type,
      UnaryOperator<SavvyCalBooking> change) {
    this(run, envelopes, appointmentOf, staffMembers, shift, callback(type, change));
  }

  private SignedCallbacks(
      long run,
      long envelopes,
      LongUnaryOperator appointmentOf,
      int staffMembers,
      int shift,
      String body) {
    this.run = run;
    this.shift = shift;
    this.envelopeRun = envelopes;
    this.appointmentOf = appointmentOf;
    this.staffMembers = staffMembers;
    this.template = body.getBytes(StandardCharsets.US_ASCII);
    this.envelopes = placesOf(body, "####");
    this.appointments = placesOf(body, "@@@@");
    this.staff = placesOf(body, "$$$$");
  }

  /** Callbacks about bookings with as many bytes as may be; nothing is made of most of them. */
  static SignedCallbacks ofLargestBodies(
      long run, LongUnaryOperator appointmentOf, int staffMembers) {
    String body = callback("appointment.created", booking -> booking);
    String filler = "{\"filler\":\"\",";
    byte[] random = new byte[(LARGEST - body.length() - filler.length()) / 2];
    new Random(1).nextBytes(random);
    return new SignedCallbacks(
        run,
        run,
        appointmentOf,
        staffMembers,
        0,
        "{\"filler\":\"" + HexFormat.of().formatHex(random) + "\"," + body.substring(1));
  }

  private static String callback(String type, UnaryOperator<SavvyCalBooking> change) {
    return change
        .apply(
            SavvyCalBooking.of(APPOINTMENT)
                .with(STAFF)
                .at(Instant.parse("2027-03-01T15:00:00Z"), Duration.ofMinutes(30)))
        .callback(type, ENVELOPE);
  }

  /** Length of each body in bytes. */
  int length() {
    return template.length;
  }

  /** Id of a staff member, as it stands in the callbacks. */
  static String staffId(int member) {
    return STAFF.substring(0, 5) + digits(member);
  }

  /** Key of the appointment that a callback is about, as it stands in markers. */
  String appointmentKey(long number) {
    return "savvycal/default/appt_" + digits(run + appointmentOf.applyAsLong(number));
  }

  @Override
  public CallbackLoad.Request apply(long number) {
    byte[] body = template.clone();
    long appointment = appointmentOf.applyAsLong(number);
    write(body, envelopes, envelopeRun + number);
    write(body, appointments, run + appointment);
    write(body, staff, (appointment + shift) % staffMembers);
    String signature = HexFormat.of().withUpperCase().formatHex(MAC.get().doFinal(body));
    return new CallbackLoad.Request(
        "/callbacks/savvycal", List.of("X-SavvyCal-Signature: sha256=" + signature), body);
  }

  private static int[] placesOf(String body, String mark) {
    return java.util.regex.Pattern.compile("_(" + java.util.regex.Pattern.quote(mark) + ")")
        .matcher(body)
        .results()
        .mapToInt(result -> result.start(1))
        .toArray();
  }

  private static void write(byte[] body, int[] places, long value) {
    byte[] digits = digits(value).getBytes(StandardCharsets.US_ASCII);
    for (int place : places) {
      System.arraycopy(digits, 0, body, place, digits.length);
    }
  }

  private static String digits(long value) {
    return String.format("%012d", value);
  }

  private static Mac mac() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(RunningCalroute.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HmacSHA256", e);
    }
  }
}
