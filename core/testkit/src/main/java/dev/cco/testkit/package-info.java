/** What a plugin's author tests with: the conformance suite, a scriptable server, conversations. */
@NullMarked
package dev.cco.testkit;

import org.jspecify.annotations.NullMarked;
