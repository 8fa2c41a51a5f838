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
 * Shows the plugins in jars to CDI, as dependent beans of type {@link Provider}. A jar in the folder
 * replaces the shipped one of the same id; a bad jar is refused by name and the rest serves on.
 */
public class PluginExtension implements Extension {
  private static final Logger LOGGER = System.getLogger(PluginExtension.class.getName());

  /** A jar and the id its plugin says. */
  private record Found(String id, PluginJar jar) {}

  private final List<String> refused = new ArrayList<>();

  void addPlugins(@Observes AfterBeanDiscovery discovery) {
    ClassLoader war = PluginExtension.class.getClassLoader();
    Map<String, PluginJar> byId = new TreeMap<>();
    for (Found found : load(PluginJars.shipped(war), war)) {
      byId.put(found.id(), found.jar());
    }
    for (Found found : distinct(load(PluginJars.inFolder(Folders.ofThisApplication().plugins()), war))) {
      PluginJar replaced = byId.put(found.id(), found.jar());
      if (replaced != null) {
        replaced.close();
      }
      LOGGER.log(
          Level.INFO,
          "Plugin from the folder: provider={0} jar={1}",
          found.id(),
          found.jar().file().getFileName());
    }
    byId.forEach((id, jar) -> addBean(discovery, id, jar));
  }

  private void addBean(AfterBeanDiscovery discovery, String id, PluginJar jar) {
    // The bean class must be one of the WAR's own: Payara refuses classes that it did not scan.
    discovery
        .addBean()
        .beanClass(PluginExtension.class)
        .types(Object.class, Provider.class)
        .id("dev.cco.plugin." + id)
        .scope(Dependent.class)
        .createWith(context -> instantiate(jar));
  }

  private static Provider instantiate(PluginJar jar) {
    try {
      return jar.instantiate();
    } catch (PluginException e) {
      throw new IllegalStateException(jar.file().getFileName() + " " + e.getMessage(), e);
    }
  }

  private List<Found> load(List<Path> files, ClassLoader war) {
    List<Found> found = new ArrayList<>();
    for (Path file : files) {
      try {
        PluginJar jar = PluginJar.open(file, war);
        found.add(new Found(id(jar), jar));
      } catch (PluginException e) {
        refuse(file, e.getMessage());
      }
    }
    return found;
  }

  /** Tries the plugin once, so that what cannot be used is refused before anything depends on it. */
  private static String id(PluginJar jar) throws PluginException {
    try (Provider provider = jar.instantiate()) {
      return provider.metadata().id();
    } catch (RuntimeException | LinkageError e) {
      jar.close();
      throw new PluginException("its metadata cannot be read: " + e.getMessage(), e);
    }
  }

  /** The same id twice in the folder: neither can be meant. */
  private List<Found> distinct(List<Found> all) {
    List<Found> kept = new ArrayList<>();
    for (Found one : all) {
      if (all.stream().filter(other -> other.id().equals(one.id())).count() == 1) {
        kept.add(one);
      } else {
        one.jar().close();
        refuse(one.jar().file(), "has the id '" + one.id() + "', as another jar in the folder has");
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
