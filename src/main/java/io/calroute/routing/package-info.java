/**
 * Where an appointment is to stand: {@code Routing} decides, by the directory in force and the
 * policy. {@code Rerouting} follows both when they change, unless {@code Brake} holds an edit back;
 * {@code DirectoryOffers} decides whose directory is in force.
 */
package io.calroute.routing;
