package io.calroute;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Calroute itself: callbacks in, calendars true. */
@SpringBootApplication
public class Calroute {}
