/**
 * A Camel component for Microsoft Graph, {@code microsoft365:apiName/methodName}. {@code
 * Microsoft365Method} decides what can be called and with which HTTP method and path, {@code
 * Microsoft365Producer} how options and headers become the request, {@code Microsoft365Component}
 * the time limits and addresses when nobody sets others. {@code Microsoft365ApiName}, {@code
 * Microsoft365Configuration}, {@code Microsoft365Constants} and {@code Microsoft365Endpoint} name
 * what can be set. It knows nothing of appointments or of the store.
 *
 * <p>Tokens and HTTP are in {@code component/microsoft365/http}; what an installation sets, in
 * {@code destination/microsoft365/Microsoft365Properties}.
 */
package io.calroute.component.microsoft365;
