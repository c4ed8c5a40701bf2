/** What providers call back by, where it can be listed, made and removed there. */
package io.calroute.provider.webhook;
