/** Tests of the test kit, and of the kit against a server that misbehaves. */
@NullMarked
package dev.cco.testkit;

import org.jspecify.annotations.NullMarked;
