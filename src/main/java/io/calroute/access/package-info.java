/**
 * Who may use the operations port, its pages and its API alike: sign-in, sessions, rights. {@code
 * Rules} decides what viewers and operators may do, {@code LocalCallers} that without any
 * configuration only this machine is let in, {@code CallerLimits} how often a proof may be wrong,
 * how long a session lasts at most and how many there are, {@code SignIn} by which proofs somebody
 * comes in and which forms need a CSRF token, {@code SignedIn} how often one name may sign in,
 * {@code BegunSignIns} how long a sign-in at the OpenID provider may take.
 *
 * <p>{@code AuditFilter} decides what the audit keeps and when somebody who is refused again and
 * again has to wait, {@code PageHeaders} what browsers are told (CSP, frames, caching), {@code
 * WantedPage} which page follows a sign-in, {@code Denials} what the refused are told.
 *
 * <p>How long an idle session lasts, and what its cookie is, stands in {@code
 * src/main/resources/application.yaml}. Tokens, OpenID and which paths need no sign-in are in
 * {@code access/caller}; what pages show of people is {@code console/page/Masked}'s; whether a
 * callback is proven, {@code callback/connection/Authentication}'s.
 */
package io.calroute.access;
