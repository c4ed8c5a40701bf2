/**
 * How the component speaks to Microsoft Graph. {@code GraphClient} decides which headers a call
 * has, that a 401 is tried once more with another token, that lists are read to their last page and
 * a token goes to no other host; {@code HttpExchange} that nothing else is tried again and no
 * redirect followed, and how many connections there are; {@code ClientCredentials} when a token is
 * asked for anew; {@code ErrorAnswers} and {@code Microsoft365Exception} what is told of refusals;
 * {@code Percent} how ids are encoded; {@code CredentialsMissingException} that none are set.
 *
 * <p>Which failure passes is decided by {@code destination/microsoft365/Microsoft365Failures}.
 */
package io.calroute.component.microsoft365.http;
