package dev.cco.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Finds out before the start whether the server will be able to listen, and says so plainly if not.
 */
final class ListenAddress {
  private ListenAddress() {}

  static void check(Settings settings) throws StartException {
    InetAddress address = address(settings);
    bind(address, 0, "this machine has no address " + settings.host() + "; change CCO_HOST");
    bind(
        address,
        settings.port(),
        "port "
            + settings.port()
            + " of "
            + settings.host()
            + " is in use or not allowed; "
            + "stop the program that uses it, or choose another port, for example CCO_PORT="
            + (settings.port() % 65_535 + 1));
  }

  private static InetAddress address(Settings settings) throws StartException {
    try {
      return settings.everyAddress()
          ? new InetSocketAddress(0).getAddress()
          : InetAddress.getByName(settings.host());
    } catch (UnknownHostException e) {
      throw new StartException(
          StartException.MISCONFIGURED,
          "the host " + settings.host() + " is unknown; change CCO_HOST",
          e);
    }
  }

  private static void bind(InetAddress address, int port, String otherwise) throws StartException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new StartException(StartException.MISCONFIGURED, otherwise, e);
    }
  }
}
