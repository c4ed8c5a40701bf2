/**
 * How the component speaks to Microsoft Graph: HTTP, client credentials, and what refusals mean.
 */
package io.calroute.component.microsoft365.http;
