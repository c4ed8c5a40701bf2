/** How long things are kept, and how a person is taken out of them before. */
package io.calroute.retention;
