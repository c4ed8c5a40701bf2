package io.calroute.sandbox.graph;

import java.time.Duration;
import java.util.List;

/** Switches for what Microsoft does not document. Set them before the requests they are for. */
public final class Settings {

  /** What a create with a known transactionId does, when it is not a plain replay. */
  public enum Replay {
    /** Answer 201 with the event that the id made (as it stands). */
    ORIGINAL,
    /** Make another event. */
    ANOTHER,
    /** Answer 409. */
    CONFLICT
  }

  private volatile Replay differentBody = Replay.ORIGINAL;
  private volatile Replay afterDelete = Replay.ANOTHER;
  private volatile Duration transactionMemory = Duration.ofDays(3650);
  private volatile boolean conditionalPatch = true;
  private volatile boolean accessPolicy = true;
  private volatile boolean objectIdNeeded;
  private volatile int openExtensionStatus = 201;
  private volatile int concurrency = 4;
  private volatile int requestsPerTenMinutes = 10_000;
  private volatile int meetingRequests = 1_500;
  private volatile Duration meetingSpan = Duration.ofSeconds(30);
  private volatile List<String> retryAfter = List.of("1", "2.128", "date+2");

  Settings() {}

  Replay differentBody() {
    return differentBody;
  }

  Replay afterDelete() {
    return afterDelete;
  }

  Duration transactionMemory() {
    return transactionMemory;
  }

  boolean conditionalPatch() {
    return conditionalPatch;
  }

  public boolean accessPolicy() {
    return accessPolicy;
  }

  boolean objectIdNeeded() {
    return objectIdNeeded;
  }

  int openExtensionStatus() {
    return openExtensionStatus;
  }

  int concurrency() {
    return concurrency;
  }

  int requestsPerTenMinutes() {
    return requestsPerTenMinutes;
  }

  int meetingRequests() {
    return meetingRequests;
  }

  Duration meetingSpan() {
    return meetingSpan;
  }

  List<String> retryAfter() {
    return retryAfter;
  }

  /**
   * Sets what a known transactionId with another body does; not documented.
   *
   * @param replay {@link Replay#ORIGINAL} by default
   */
  public void differentBody(Replay replay) {
    differentBody = replay;
  }

  /**
   * Sets what a known transactionId does once its event has been deleted; not documented.
   *
   * @param replay {@link Replay#ANOTHER} by default
   */
  public void afterDelete(Replay replay) {
    afterDelete = replay;
  }

  /**
   * Sets how long a transactionId is remembered; not documented.
   *
   * @param memory by the simulator's clock; for ever by default
   */
  public void transactionMemory(Duration memory) {
    transactionMemory = memory;
  }

  /**
   * Sets whether a PATCH heeds If-Match; the reference states it for DELETE only.
   *
   * @param heeded true by default
   */
  public void conditionalPatch(boolean heeded) {
    conditionalPatch = heeded;
  }

  /**
   * Sets whether an application access policy lets the app work on online meetings.
   *
   * @param granted true by default; else 403
   */
  public void accessPolicy(boolean granted) {
    accessPolicy = granted;
  }

  /**
   * Sets whether online meetings must be addressed by the user's object id, as the reference asks
   * for with application permissions.
   *
   * @param needed false by default; else 404 for an address
   */
  public void objectIdNeeded(boolean needed) {
    objectIdNeeded = needed;
  }

  /**
   * Sets how a create with open extensions is answered; users report errors although the event has
   * been stored without the extension.
   *
   * @param status 201 by default; 409 or 503 as reported
   */
  public void openExtensionStatus(int status) {
    openExtensionStatus = status;
  }

  /**
   * Sets the throttling limits per mailbox.
   *
   * @param concurrent requests at a time; 4 by default
   * @param perTenMinutes requests in ten minutes; 10,000 by default
   */
  public void limits(int concurrent, int perTenMinutes) {
    concurrency = concurrent;
    requestsPerTenMinutes = perTenMinutes;
  }

  /**
   * Sets the throttling limit of online meetings; none is documented for them, so that by default
   * it is the one of their neighbours, presences.
   *
   * @param requests how many of the app; 1,500 by default
   * @param span in which span of time; 30 seconds by default
   */
  public void meetingLimit(int requests, Duration span) {
    meetingRequests = requests;
    meetingSpan = span;
  }

  /**
   * Sets what Retry-After says when a mailbox is over its ten-minute limit.
   *
   * @param values taken in turn; {@code date+2} is an HTTP date two seconds from now
   */
  public void retryAfter(String... values) {
    retryAfter = List.of(values);
  }
}
