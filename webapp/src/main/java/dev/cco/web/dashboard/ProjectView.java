package dev.cco.web.dashboard;

import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** The page Current project: its view parameters, and its model until the next refresh. */
@Named
@ViewScoped
public class ProjectView implements Serializable {
  private static final long serialVersionUID = 1L;

  @Inject Dashboards dashboards;

  private String project = "";
  private Span span = Span.DAY;
  private boolean table;
  private transient @Nullable ProjectPage page;

  public ProjectPage getPage() {
    if (page == null) {
      Dashboard dashboard = dashboards.dashboard();
      project = project.isEmpty() ? dashboard.currentProject() : project;
      page = dashboard.project(project, span);
    }
    return page;
  }

  /** Reads the ledger again, for the poll. */
  public void refresh() {
    page = null;
    Refresh.answer(getPage().at(), getPage().state(), getPage().costs());
  }

  public void toggleTable() {
    table = !table;
  }

  public boolean isTable() {
    return table;
  }

  public Span[] getSpans() {
    return Span.values();
  }

  public Span getSpan() {
    return span;
  }

  public String getPeriod() {
    return span.key();
  }

  public void setPeriod(@Nullable String period) { // Faces hands null for a parameter not given
    span = Span.of(period == null ? "" : period);
  }

  public String getProject() {
    return project;
  }

  public void setProject(@Nullable String project) { // Faces hands null for a parameter not given
    this.project = project == null ? "" : project;
  }
}
