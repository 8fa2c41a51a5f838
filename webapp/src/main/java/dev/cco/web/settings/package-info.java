/** Configuration, read once through MicroProfile Config into records. */
@NullMarked
package dev.cco.web.settings;

import org.jspecify.annotations.NullMarked;
