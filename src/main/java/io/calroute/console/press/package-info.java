/**
 * What buttons do: {@code PressController} makes each a call of the operations API that leads back
 * to the page.
 */
package io.calroute.console.press;
