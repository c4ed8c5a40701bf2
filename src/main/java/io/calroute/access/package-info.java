/**
 * Who may use the operations port. {@code Rules} decides what each role may do, {@code SignIn} by
 * which proofs somebody comes in, {@code RemoteCallers} and {@code LocalCallers} who is let try and
 * how long a sign-in lasts.
 */
package io.calroute.access;
