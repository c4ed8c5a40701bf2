/**
 * A Camel component for Microsoft Graph, {@code microsoft365:apiName/methodName}, shaped like
 * Camel's own {@code google-calendar}. It knows nothing of appointments or of the store.
 */
package io.calroute.component.microsoft365;
