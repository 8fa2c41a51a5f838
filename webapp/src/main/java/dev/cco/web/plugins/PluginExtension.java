package dev.cco.web.plugins;

import dev.cco.spi.Provider;
import dev.cco.web.settings.Folders;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shows the plugins in jars to CDI, as dependent beans of type {@link Provider}. A jar in the
 * folder replaces the shipped one of the same id; a bad jar is refused by name and the rest serves
 * on.
 */
public class PluginExtension implements Extension {
  private static final Logger LOGGER = System.getLogger(PluginExtension.class.getName());

  /** A plugin's class in a jar, and the id it says. */
  private record Found(String id, Class<? extends Provider> type, PluginJar jar) {}

  private final List<String> refused = new ArrayList<>();

  void addPlugins(@Observes AfterBeanDiscovery discovery) {
    ClassLoader war = PluginExtension.class.getClassLoader();
    Map<String, Found> byId = new TreeMap<>();
    for (Found found : load(PluginJars.shipped(war), war)) {
      byId.put(found.id(), found);
    }
    for (Found found : distinct(load(PluginJars.inFolder(folder()), war))) {
      byId.put(found.id(), found);
      LOGGER.log(
          Level.INFO,
          "Plugin from the folder: provider={0} jar={1}",
          found.id(),
          found.jar().file().getFileName());
    }
    byId.values().forEach(found -> addBean(discovery, found));
  }

  private static Path folder() {
    return Folders.ofThisApplication().plugins();
  }

  private static void addBean(AfterBeanDiscovery discovery, Found found) {
    // The bean class must be one of the WAR's own: Payara refuses classes that it did not scan.
    discovery
        .addBean()
        .beanClass(PluginExtension.class)
        .types(Object.class, Provider.class)
        .id("dev.cco.plugin." + found.id())
        .scope(Dependent.class)
        .createWith(context -> instantiate(found));
  }

  private static Provider instantiate(Found found) {
    try {
      return PluginJar.instantiate(found.type());
    } catch (PluginException e) {
      throw new IllegalStateException(found.jar().file().getFileName() + " " + e.getMessage(), e);
    }
  }

  private List<Found> load(List<Path> files, ClassLoader war) {
    List<Found> found = new ArrayList<>();
    for (Path file : files) {
      try {
        found.addAll(load(PluginJar.open(file, war)));
      } catch (PluginException e) {
        refuse(file, String.valueOf(e.getMessage()));
      }
    }
    return found;
  }

  private static List<Found> load(PluginJar jar) throws PluginException {
    try {
      List<Found> found = new ArrayList<>();
      for (Class<? extends Provider> type : jar.providers()) {
        found.add(new Found(id(type), type, jar));
      }
      return found;
    } catch (PluginException e) {
      jar.close();
      throw e;
    }
  }

  /**
   * Tries the plugin once, so that what cannot be used is refused before anything depends on it.
   */
  private static String id(Class<? extends Provider> type) throws PluginException {
    try (Provider provider = PluginJar.instantiate(type)) {
      return provider.metadata().id();
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException("has a plugin without readable metadata: " + reason(e), e);
    }
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return String.valueOf((cause == null ? thrown : cause).getMessage());
  }

  /** The same id twice in the folder: neither can be meant. */
  private List<Found> distinct(List<Found> all) {
    List<Found> kept = new ArrayList<>();
    for (Found one : all) {
      if (all.stream().filter(other -> other.id().equals(one.id())).count() == 1) {
        kept.add(one);
      } else {
        refuse(one.jar().file(), "has the id '" + one.id() + "', as another in the folder has");
      }
    }
    return kept;
  }

  private void refuse(Path file, String reason) {
    refused.add(file.getFileName() + " " + reason);
    LOGGER.log(Level.ERROR, "Plugin refused: {0} {1}", file.getFileName(), reason);
  }

  /** The jars that were refused, each with its reason. */
  public List<String> refused() {
    return List.copyOf(refused);
  }
}
