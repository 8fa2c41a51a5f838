package dev.cco.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.cco.spi.Journal;
import dev.cco.spi.Operation;
import dev.cco.web.Cco;
import dev.cco.web.Lifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the simulator received, for tests; kept only where {@code cco.simulator.journal=true}. */
@Path("api/simulator")
@ApplicationScoped
public class SimulatorResource {
  @Inject Lifecycle lifecycle;

  /**
   * The requests, oldest first: {@code at} (RFC 3339), {@code path} (absent where the request came
   * translated), {@code model}, {@code stream}, {@code headers} (name to values, without
   * credentials) and {@code body}.
   */
  @GET
  @Path("journal")
  public Response journal() {
    return lifecycle.running().map(SimulatorResource::journal).orElseGet(Json::notServing);
  }

  private static Response journal(Cco cco) {
    return cco.providers()
        .find("simulator")
        .filter(Journal.class::isInstance)
        .map(provider -> Json.ok(journal(((Journal) provider).entries())))
        .orElseGet(() -> Json.problem(404, "Not Found", "There is no simulator."));
  }

  private static ObjectNode journal(List<Journal.Entry> entries) {
    ObjectNode body = Json.object();
    ArrayNode requests = body.putArray("requests");
    for (Journal.Entry entry : entries) {
      ObjectNode request = requests.addObject().put("at", entry.at().toString());
      entry.operation().map(Operation::path).ifPresent(path -> request.put("path", path));
      request.put("model", entry.model()).put("stream", entry.stream());
      ObjectNode headers = request.putObject("headers");
      entry.headers().forEach((name, values) -> values.forEach(headers.withArray(name)::add));
      request.putRawValue("body", new RawValue(new String(entry.body(), StandardCharsets.UTF_8)));
    }
    return body;
  }
}
