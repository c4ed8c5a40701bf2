/**
 * The port that callbacks come in by. {@code CallbackPort} decides what no route answers: paths
 * that can't be read, wrong methods, faults, requests whose time is over; {@code BodyReader} how
 * large a body may be (1 MiB), {@code CallbackBody} until when it counts; {@code JsonBody} and
 * {@code JsonScan} which bodies are JSON; {@code CallbackServer} how many connections are served
 * and how long an idle one is kept; {@code RequestDeadline} whose request comes too slowly; {@code
 * LingeringClose} how a connection is closed.
 *
 * <p>{@code Visitor} decides who sends a request, and when {@code X-Forwarded-For} is believed;
 * {@code Intake} whether callbacks can be taken now; {@code CallbackEngine} what a request hears
 * that is still on its route; {@code PortGuest} who may answer besides; {@code PortRefused} why the
 * port can't be had.
 *
 * <p>How long a route may take stands in {@code routes/front-door.camel.yaml}, how many bytes may
 * be in flight in {@code work/BodyBudget}, the limits of the port unless set in {@code
 * callback/CallbackConfiguration}.
 */
package io.calroute.callback.port;
