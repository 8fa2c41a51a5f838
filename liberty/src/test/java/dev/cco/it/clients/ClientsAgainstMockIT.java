package dev.cco.it.clients;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The clients straight at the mock, without the gateway: what fails here is the test's own, and the
 * matrix need not be read before it passes.
 */
class ClientsAgainstMockIT {

  @TestFactory
  Stream<DynamicTest> everyCaseOfAClientWorksInItsOwnProtocol() {
    try (NodeMock mock = Clients.startMock()) {
      Plan messages =
          new Plan(mock.uri(), "mock-client", Clients.image(), List.of(Routes.ANTHROPIC));
      Plan chat = new Plan(mock.uri(), "mock-client", Clients.image(), List.of(Routes.OPENAI));
      return Stream.concat(
              Clients.MESSAGES.stream().flatMap(client -> client.run(messages).stream()),
              Clients.CHAT.stream().flatMap(client -> client.run(chat).stream()))
          .toList()
          .stream()
          .map(Clients::test);
    }
  }
}
