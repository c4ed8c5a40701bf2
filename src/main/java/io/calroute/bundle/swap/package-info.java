/** Takes edited routes into use while callbacks come in. */
package io.calroute.bundle.swap;
