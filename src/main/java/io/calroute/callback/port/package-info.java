/**
 * The port that callbacks come in by. {@code CallbackPort} decides what no route answers, {@code
 * BodyReader} and {@code JsonBody} which bodies are taken, {@code RequestDeadline} who is too slow.
 */
package io.calroute.callback.port;
