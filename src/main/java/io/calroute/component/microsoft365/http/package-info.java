/**
 * How the component speaks to Microsoft Graph: {@code HttpExchange} sends, {@code
 * ClientCredentials} decides when a token is asked for anew, {@code ErrorAnswers} what is told of
 * refusals.
 */
package io.calroute.component.microsoft365.http;
