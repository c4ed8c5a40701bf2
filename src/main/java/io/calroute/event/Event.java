package io.calroute.event;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that happened.
 *
 * @param type what
 * @param subject what it is about: of one subject, hooks are told in order
 * @param data the rest
 */
record Event(EventType type, String subject, ObjectNode data) {}
