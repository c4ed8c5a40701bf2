/**
 * A Camel component for Microsoft Graph, {@code microsoft365:apiName/methodName}, shaped like
 * Camel's own {@code google-calendar}. {@code Microsoft365Method} decides what can be called; it
 * knows nothing of appointments or of the store.
 */
package io.calroute.component.microsoft365;
