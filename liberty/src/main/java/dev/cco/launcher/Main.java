package dev.cco.launcher;

/**
 * The entry of {@code cco.jar}: compiled for Java 8, so that a too old Java can say so in one line.
 */
public final class Main {
  private static final int OLDEST = 21;

  private Main() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    String specification = System.getProperty("java.specification.version");
    if (feature(specification) < OLDEST) {
      System.err.println(
          "CCO needs Java "
              + OLDEST
              + " or newer; this is Java "
              + specification
              + " ("
              + System.getProperty("java.home")
              + "). Set JAVA_HOME or PATH.");
      System.exit(2);
    }
    // By name: this class must load where the launcher's class files are too new to be read.
    Class.forName("dev.cco.launcher.Launcher")
        .getMethod("main", String[].class)
        .invoke(null, (Object) args);
  }

  private static int feature(String specification) {
    return Integer.parseInt(
        specification.startsWith("1.") ? specification.substring(2) : specification);
  }
}
