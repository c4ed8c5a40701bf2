package io.calroute.sandbox;

/**
 * What a request asks for, and where.
 *
 * @param operation what
 * @param calendar calendar or mailbox; empty when the request names none
 * @param id event or online meeting; null when the request names none
 */
public record Visit(Operation operation, String calendar, String id) {}
