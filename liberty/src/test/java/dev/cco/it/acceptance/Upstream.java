package dev.cco.it.acceptance;

import dev.cco.testkit.FaultServer;
import dev.cco.testkit.Received;
import dev.cco.testkit.Reply;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Where the server's plugins are pointed, and with which keys. */
public final class Upstream {
  public static final String ANTHROPIC_KEY = "sk-ant-test-of-the-gateway";
  public static final String OPENAI_KEY = "sk-test-of-the-gateway";

  private Upstream() {}

  /** All three on one server. */
  public static Map<String, String> environment(FaultServer all) {
    return environment(all.endpoint(), all.endpoint(), all.endpoint());
  }

  public static Map<String, String> environment(URI anthropic, URI openai, URI ollama) {
    var environment = new HashMap<String, String>();
    environment.put("CCO_PROVIDER_ANTHROPIC_ENDPOINT", anthropic.toString());
    environment.put("CCO_PROVIDER_ANTHROPIC_API_KEY", ANTHROPIC_KEY);
    environment.put("CCO_PROVIDER_OPENAI_ENDPOINT", openai.toString());
    environment.put("CCO_PROVIDER_OPENAI_API_KEY", OPENAI_KEY);
    environment.put("CCO_PROVIDER_OLLAMA_ENDPOINT", ollama.toString());
    return environment;
  }

  /** A server that answers what clients ask, and Ollama's question for its models. */
  public static FaultServer start(Function<Received, Reply> answers) {
    return FaultServer.start(
        request ->
            request.method().equals("POST")
                ? answers.apply(request)
                : Reply.json(200, "{\"models\":[{\"name\":\"llama3.2\",\"model\":\"llama3.2\"}]}"));
  }

  /** The clients' requests that a server received, without what the gateway asks by itself. */
  public static List<Received> calls(FaultServer server) {
    return server.received().stream()
        .filter(
            request -> request.method().equals("POST") && !request.path().startsWith("/api/show"))
        .toList();
  }
}
