/** The dashboard: page models computed from the ledger's reports, and the beans that show them. */
@NullMarked
package dev.cco.web.dashboard;

import org.jspecify.annotations.NullMarked;
