/**
 * What buttons do: {@code PressController} makes each a call of the operations API that leads back
 * to the page, {@code PressedWords} decides where what it says is kept until then.
 *
 * <p>Who may press is decided by {@code access/Rules}, whether a form comes from our own page by
 * {@code access/SignIn} and {@code access/caller/Requests}; which buttons a verdict has, by {@code
 * verdict/decision/Draft} and whoever uses it.
 */
package io.calroute.console.press;
