/** Real servers for tests: {@link org.boathouse.testkit.StoresExtension} injects them, shared by all test classes of a JVM. */
package org.boathouse.testkit;
