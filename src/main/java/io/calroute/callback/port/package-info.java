/**
 * The port that callbacks come in by. {@code CallbackPort} decides what no route answers, {@code
 * BodyReader} and {@code JsonBody} which bodies are taken, {@code RequestDeadline} whose request
 * comes too slowly. How long a route may take is said in {@code front-door.camel.yaml}.
 */
package io.calroute.callback.port;
