/** Today: how things stand, what needs somebody, and what went on of late. */
package io.calroute.console.today;
