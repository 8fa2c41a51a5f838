package dev.cco.web.dashboard;

import java.util.List;

/**
 * What the page Machine-wide shows.
 *
 * @param at the time of the data
 * @param calls the calls that the distribution shares out
 * @param all the sums over all projects
 */
public record MachinePage(
    PageState state,
    String at,
    String subtitle,
    List<Figure> figures,
    CostChart costs,
    String calls,
    String unpriced,
    List<Bar> models,
    List<ProjectRow> projects,
    ProjectRow all,
    LastCall lastCall) {

  public MachinePage {
    figures = List.copyOf(figures);
    models = List.copyOf(models);
    projects = List.copyOf(projects);
  }
}
