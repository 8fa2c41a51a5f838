package dev.cco.protocol.json;

/** What a JSON value is. */
public enum Kind {
  OBJECT,
  ARRAY,
  STRING,
  NUMBER,
  TRUE,
  FALSE,
  NULL
}
