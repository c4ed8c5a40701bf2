package io.calroute.appointment;

import io.calroute.target.Target;

/**
 * One staff calendar.
 *
 * @param target where it is
 * @param id calendar id or mailbox
 */
public record Calendar(Target target, String id) {}
