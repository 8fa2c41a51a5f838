package dev.cco.web.dashboard;

import java.util.List;

/**
 * What the page Current project shows.
 *
 * @param at the time of the data
 * @param paid what was paid and what it would have been, in a sentence
 * @param unpriced which calls the chart leaves out, in a sentence, or nothing
 */
public record ProjectPage(
    PageState state,
    String at,
    String project,
    List<String> projects,
    List<Figure> figures,
    CostChart costs,
    String saved,
    String paid,
    String unpriced,
    List<Bar> savings,
    List<Activity> activity,
    LastCall lastCall) {

  public ProjectPage {
    projects = List.copyOf(projects);
    figures = List.copyOf(figures);
    savings = List.copyOf(savings);
    activity = List.copyOf(activity);
  }
}
