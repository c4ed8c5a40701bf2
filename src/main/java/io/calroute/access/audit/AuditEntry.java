package io.calroute.access.audit;

import java.util.Map;

/**
 * Something that somebody wants to do.
 *
 * @param who name of whoever it is
 * @param how they have proved it, in one word
 * @param source address that it comes from, as {@code Visitor} tells it; empty for none
 * @param method HTTP method; empty for a command
 * @param path with the names of its variables, such as {@code /api/callbacks/{id}/replay}
 * @param ids variables of the path, parameters of the address, and what else it is about
 */
public record AuditEntry(
    String who, String how, String source, String method, String path, Map<String, String> ids) {}
