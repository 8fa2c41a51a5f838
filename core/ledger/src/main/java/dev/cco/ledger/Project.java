package dev.cco.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A project that had a call. */
@Entity
@Table(name = "projects")
class Project {
  @Id String id = "";

  @Column(name = "created_us")
  long created;

  protected Project() {}
}
