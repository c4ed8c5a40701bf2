/** The form in which route files are laid out. */
package io.calroute.bundle.form;
