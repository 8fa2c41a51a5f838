package dev.cco.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Starts the server, waits until it serves, says how to use it, and stays until it ends. */
public final class Launcher {
  private static final String CHECKOUT = "--checkout=";

  private final PrintStream console;
  private final Map<String, String> properties;
  private final Map<String, String> environment;

  private Launcher(
      PrintStream console, Map<String, String> properties, Map<String, String> environment) {
    this.console = console;
    this.properties = properties;
    this.environment = environment;
  }

  public static void main(String[] arguments) throws InterruptedException {
    var properties = new TreeMap<String, String>();
    System.getProperties()
        .forEach((key, value) -> properties.put(key.toString(), value.toString()));
    var launcher = new Launcher(System.out, properties, System.getenv());
    System.exit(launcher.run(List.of(arguments)));
  }

  private int run(List<String> arguments) throws InterruptedException {
    try {
      return serve(settings(arguments));
    } catch (StartException e) {
      console.println("CCO did not start: " + e.getMessage());
      return e.exitCode();
    }
  }

  private Settings settings(List<String> arguments) throws StartException {
    try {
      return Settings.read(properties, environment, defaults(arguments));
    } catch (IllegalArgumentException e) {
      throw new StartException(StartException.MISCONFIGURED, String.valueOf(e.getMessage()), e);
    }
  }

  private static Settings.Defaults defaults(List<String> arguments) {
    if (arguments.isEmpty()) {
      return Settings.Defaults.ofUser(Path.of(System.getProperty("user.home")));
    }
    if (arguments.size() == 1 && arguments.getFirst().startsWith(CHECKOUT)) {
      return Settings.Defaults.ofCheckout(
          Path.of(arguments.getFirst().substring(CHECKOUT.length())));
    }
    throw new IllegalArgumentException(
        "unknown argument "
            + arguments.getFirst()
            + "; settings come from the environment, for example CCO_PORT=4000");
  }

  private int serve(Settings settings) throws StartException, InterruptedException {
    long start = System.nanoTime();
    ListenAddress.check(settings);
    ServerProcess server = start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "cco-stop"));
    new Readiness(settings.address()).await(server);
    console.print(Welcome.text(version(), settings, (System.nanoTime() - start) / 1e9));
    console.flush();
    return server.waitFor();
  }

  private ServerProcess start(Settings settings) throws StartException {
    try {
      createDirectory(settings.configDir());
      createDirectory(settings.dataDir());
      createDirectory(settings.pluginsDir());
      Installation installation =
          Installation.locate(code(), settings.home().resolve("runtime"), version());
      return ServerProcess.start(installation, settings, properties, environment, console);
    } catch (IOException e) {
      throw new StartException(
          StartException.MISCONFIGURED, "a directory or file cannot be written: " + e, e);
    }
  }

  /** For its owner alone: data and configuration hold what others need not read. */
  private static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(directory);
      return;
    }
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static Path code() throws IOException {
    try {
      URI location = Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(location);
    } catch (URISyntaxException e) {
      throw new IOException("The launcher does not know where it lies", e);
    }
  }

  private static String version() {
    return Optional.ofNullable(Launcher.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
