package dev.cco.web.dashboard;

import dev.cco.ledger.Reports.Call;
import java.time.Instant;

/** One recorded call in words. */
public record Activity(
    String id,
    String time,
    String requestedModel,
    String servedModel,
    String provider,
    boolean hit,
    String state,
    String status,
    String tokensIn,
    String tokensOut,
    String firstByte,
    String total,
    String cost,
    String saved) {

  static Activity of(Call call, Instant now) {
    return new Activity(
        Figures.name(call.id()),
        Figures.when(call.time(), now),
        Figures.name(call.requestedModel()),
        Figures.name(call.servedModel()),
        provider(call),
        call.hit(),
        state(call),
        status(call),
        Figures.count(call.inputTokens()),
        Figures.count(call.outputTokens()),
        call.firstByte().map(Figures::duration).orElse(Figures.NONE),
        Figures.duration(call.latency()),
        Figures.row(call.cost()),
        call.cost().isEmpty() ? Figures.UNKNOWN : Figures.row(call.saved()));
  }

  /** Whether another model answered than the one that was asked for. */
  public boolean served() {
    return !servedModel.isEmpty() && !servedModel.equals(requestedModel);
  }

  public boolean costUnknown() {
    return cost.equals(Figures.UNKNOWN);
  }

  private static String provider(Call call) {
    if (call.hit()) {
      return "cache";
    }
    return call.provider().isEmpty() ? Figures.NONE : Figures.name(call.provider());
  }

  private static String state(Call call) {
    if (call.status() >= 400) {
      return "bad";
    }
    return call.attempts() > 1 ? "warn" : "ok";
  }

  private static String status(Call call) {
    if (call.status() >= 400) {
      String type = call.errorType().map(Figures::name).orElse("");
      return (call.status() + " " + type.replaceFirst("_error$", "")).strip();
    }
    if (call.hit()) {
      return "Hit";
    }
    return call.attempts() > 1 ? call.attempts() + " attempts" : String.valueOf(call.status());
  }
}
