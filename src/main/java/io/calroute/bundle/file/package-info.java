/**
 * The files of a bundle as they are on disk. {@code BundleReader} decides which files belong to it
 * (names, endings, hidden ones left out) and when one is read again, {@code Bundle} what its
 * version is made of and that secrets do not count in it, {@code YamlDocument} what is no YAML.
 * {@code BundleProblem} is what is said of a file: file, line, reason; {@code BundleRefused} ends a
 * start.
 *
 * <p>How often files are looked at is {@code bundle/BundleSettings}', when a change is whole {@code
 * bundle/BundleWatch}'s.
 */
package io.calroute.bundle.file;
