/** Who may use the operations port: proofs, roles, sign-in, and the record of who did what. */
package io.calroute.access;
