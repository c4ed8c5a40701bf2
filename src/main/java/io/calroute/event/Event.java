package io.calroute.event;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that happened.
 *
 * @param subject what it is about: of one subject, hooks are told in order
 */
record Event(EventType type, String subject, ObjectNode data) {}
