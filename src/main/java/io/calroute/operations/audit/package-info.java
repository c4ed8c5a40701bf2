/** Who has changed what. */
package io.calroute.operations.audit;
