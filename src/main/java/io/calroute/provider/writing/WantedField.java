package io.calroute.provider.writing;

import com.fasterxml.jackson.databind.JsonNode;
import io.calroute.appointment.AppointmentKey;

/**
 * What is to stand in a field of a booking.
 *
 * @param value null when nothing is to be written; what stands there stays
 */
record WantedField(AppointmentKey appointment, Field field, JsonNode value) {}
