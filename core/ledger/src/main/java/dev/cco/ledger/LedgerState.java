package dev.cco.ledger;

import java.util.Optional;

/**
 * How the ledger is doing, for health and metrics.
 *
 * @param spooledRecords records that wait for the database
 * @param spooledBytes their size
 * @param written rows that this process has put into the database
 * @param dropped records lost because the spool was full
 * @param refused records refused because the spool was full
 * @param quarantined damaged records and rows that the database would not take as they were
 * @param databaseUp whether the last contact with the database succeeded
 * @param databaseProblem what went wrong with it, while it is away
 */
public record LedgerState(
    long spooledRecords,
    long spooledBytes,
    long written,
    long dropped,
    long refused,
    long quarantined,
    boolean databaseUp,
    Optional<String> databaseProblem) {}
