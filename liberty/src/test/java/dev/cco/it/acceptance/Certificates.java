package dev.cco.it.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Certificates that are made when they are needed, and a store that trusts whoever made them: what
 * is wrong with one is then nothing but what it was made for. One that is in the store itself would
 * be trusted for ever.
 */
final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path authority;
  private final Path root;
  private final Path trusted;

  /** Certificates in that folder. */
  Certificates(Path folder) {
    this.folder = folder;
    this.authority = folder.resolve("authority.p12");
    this.root = folder.resolve("authority.pem");
    this.trusted = folder.resolve("trusted.p12");
    keytool(
        authority,
        List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=authority", "-alias", "authority"),
        List.of("-ext", "bc:c", "-startdate", "-365d", "-validity", "3650"));
    keytool(authority, "-exportcert", "-alias", "authority", "-file", root.toString());
    keytool(trusted, "-importcert", "-noprompt", "-alias", "root", "-file", root.toString());
  }

  /** What makes a server trust them. */
  Map<String, String> environment() {
    return Map.of(
        "JAVA_TOOL_OPTIONS",
        "-Djavax.net.ssl.trustStore="
            + trusted
            + " -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword="
            + PASSWORD);
  }

  /** For a server at 127.0.0.1. */
  SSLContext valid() {
    return make("valid", "ip:127.0.0.1", "-1d");
  }

  /** Whose time has been for months. */
  SSLContext expired() {
    return make("expired", "ip:127.0.0.1", "-90d");
  }

  /** For a server of another name. */
  SSLContext ofAnother() {
    return make("another", "dns:another.example", "-1d");
  }

  private SSLContext make(String name, String owner, String begins) {
    Path keys = folder.resolve(name + ".p12");
    String request = folder.resolve(name + ".csr").toString();
    String certificate = folder.resolve(name + ".pem").toString();
    keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-alias", name);
    keytool(keys, "-certreq", "-alias", name, "-file", request);
    keytool(
        authority,
        List.of("-gencert", "-alias", "authority", "-infile", request, "-outfile", certificate),
        List.of("-ext", "san=" + owner, "-startdate", begins, "-validity", "30"));
    keytool(keys, "-importcert", "-noprompt", "-alias", "authority", "-file", root.toString());
    keytool(keys, "-importcert", "-noprompt", "-alias", name, "-file", certificate);
    return context(keys);
  }

  private static void keytool(Path store, String... arguments) {
    keytool(store, List.of(arguments), List.of());
  }

  private static void keytool(Path store, List<String> arguments, List<String> more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(more);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new AssertionError("no keytool", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a certificate was made", e);
    }
  }

  private static SSLContext context(Path keys) {
    try (InputStream in = Files.newInputStream(keys)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("the certificate just made cannot be read", e);
    }
  }
}
