package dev.cco.web.plugins;

import dev.cco.spi.Provider;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * One plugin jar with a class loader of its own.
 *
 * @param providers the plugins' classes, at least one
 */
record PluginJar(Path file, URLClassLoader loader, List<Class<? extends Provider>> providers) {
  private static final int MOST_ENTRIES = 20_000;

  /**
   * Opens a jar and finds its plugins.
   *
   * @throws PluginException if it holds none, or cannot be read
   */
  static PluginJar open(Path file, ClassLoader parent) throws PluginException {
    List<String> names = classNames(file);
    URLClassLoader loader = loader(file, parent);
    try {
      List<Class<? extends Provider>> found = new ArrayList<>();
      for (String name : names) {
        Class<?> type = Class.forName(name, false, loader);
        if (Provider.class.isAssignableFrom(type)
            && !type.isInterface()
            && !Modifier.isAbstract(type.getModifiers())) {
          found.add(type.asSubclass(Provider.class));
        }
      }
      if (found.isEmpty()) {
        throw new PluginException("holds no class that implements " + Provider.class.getName());
      }
      return new PluginJar(file, loader, List.copyOf(found));
    } catch (ClassNotFoundException | LinkageError e) {
      close(loader);
      throw new PluginException("a class cannot be loaded: " + e.getMessage(), e);
    } catch (PluginException e) {
      close(loader);
      throw e;
    }
  }

  /** Makes an instance; the caller starts and closes it. */
  static Provider instantiate(Class<? extends Provider> type) throws PluginException {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new PluginException("its constructor failed: " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new PluginException("cannot be instantiated: " + e, e);
    }
  }

  void close() {
    close(loader);
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      System.getLogger(PluginJar.class.getName())
          .log(System.Logger.Level.WARNING, "A plugin's class loader did not close", e);
    }
  }

  private static URLClassLoader loader(Path file, ClassLoader parent) throws PluginException {
    try {
      return new URLClassLoader(
          "plugin " + file.getFileName(), new URL[] {file.toUri().toURL()}, parent);
    } catch (MalformedURLException e) {
      throw new PluginException("not a file name that can be loaded from", e);
    }
  }

  private static List<String> classNames(Path file) throws PluginException {
    try (JarFile jar = new JarFile(file.toFile())) {
      if (jar.size() > MOST_ENTRIES) {
        throw new PluginException("has more than " + MOST_ENTRIES + " entries");
      }
      List<String> names = new ArrayList<>();
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        String name = all.nextElement().getName();
        if (name.contains("..") || name.startsWith("/")) {
          throw new PluginException("has an entry outside of itself: " + name);
        }
        if (name.endsWith(".class") && !name.contains("-info") && !name.startsWith("META-INF/")) {
          String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
          refuseShadowing(type);
          names.add(type);
        }
      }
      return names;
    } catch (IOException e) {
      throw new PluginException("not a readable jar: " + e.getMessage(), e);
    }
  }

  private static void refuseShadowing(String type) throws PluginException {
    if (type.startsWith("java.")
        || type.startsWith("jakarta.")
        || type.startsWith("dev.cco.spi.")
        || type.startsWith("dev.cco.protocol.")
        || type.startsWith("dev.cco.kit.")) {
      throw new PluginException("brings a class of the platform's or ours: " + type);
    }
  }
}
