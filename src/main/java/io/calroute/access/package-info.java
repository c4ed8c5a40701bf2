/**
 * Who may use the operations port. {@code Rules} decides what each role may do, {@code SignIn} by
 * which proofs somebody comes in, {@code RemoteCallers} and {@code LocalCallers} who is let try.
 */
package io.calroute.access;
