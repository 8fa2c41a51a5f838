/** The web application: what is wired, started and stopped. */
@NullMarked
package dev.cco.web;

import org.jspecify.annotations.NullMarked;
