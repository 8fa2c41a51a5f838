package dev.cco.ledger;

import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import jakarta.persistence.spi.ClassTransformer;
import jakarta.persistence.spi.PersistenceUnitInfo;
import jakarta.persistence.spi.PersistenceUnitTransactionType;
import java.net.URL;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The persistence unit, over a data source of our own: with a {@code persistence.xml} Liberty wants
 * one that the server knows.
 */
final class LedgerUnit implements PersistenceUnitInfo {
  static final String PROVIDER = "org.eclipse.persistence.jpa.PersistenceProvider";

  private final String name;
  private final DataSource dataSource;
  private final URL root;

  LedgerUnit(String name, DataSource dataSource, URL root) {
    this.name = name;
    this.dataSource = dataSource;
    this.root = root;
  }

  @Override
  public String getPersistenceUnitName() {
    return name;
  }

  @Override
  public String getPersistenceProviderClassName() {
    return PROVIDER;
  }

  @Override
  public PersistenceUnitTransactionType getTransactionType() {
    return PersistenceUnitTransactionType.RESOURCE_LOCAL;
  }

  @Override
  public @Nullable DataSource getJtaDataSource() {
    return null;
  }

  @Override
  public DataSource getNonJtaDataSource() {
    return dataSource;
  }

  @Override
  public List<String> getMappingFileNames() {
    return List.of();
  }

  @Override
  public List<URL> getJarFileUrls() {
    return List.of();
  }

  @Override
  public URL getPersistenceUnitRootUrl() {
    return root;
  }

  @Override
  public List<String> getManagedClassNames() {
    return List.of(ApiCall.class.getName(), CacheMetrics.class.getName(), Project.class.getName());
  }

  @Override
  public boolean excludeUnlistedClasses() {
    return true;
  }

  @Override
  public SharedCacheMode getSharedCacheMode() {
    return SharedCacheMode.NONE;
  }

  @Override
  public ValidationMode getValidationMode() {
    return ValidationMode.NONE;
  }

  @Override
  public Properties getProperties() {
    Properties properties = new Properties();
    properties.setProperty("eclipselink.session-name", name);
    properties.setProperty("eclipselink.weaving", "false");
    properties.setProperty("eclipselink.target-server", "None");
    properties.setProperty("eclipselink.cache.shared.default", "false");
    properties.setProperty("eclipselink.jdbc.batch-writing", "JDBC");
    properties.setProperty("eclipselink.jdbc.batch-writing.size", "1000");
    properties.setProperty("eclipselink.logging.level", "WARNING");
    return properties;
  }

  @Override
  public String getPersistenceXMLSchemaVersion() {
    return "3.0";
  }

  /** Asked for by Jakarta Persistence 3.2, which is newer than what this compiles against. */
  public @Nullable String getScopeAnnotationName() {
    return null;
  }

  /** Asked for by Jakarta Persistence 3.2, which is newer than what this compiles against. */
  public List<String> getQualifierAnnotationNames() {
    return List.of();
  }

  @Override
  public ClassLoader getClassLoader() {
    return LedgerUnit.class.getClassLoader();
  }

  @Override
  public void addTransformer(ClassTransformer transformer) {
    // Classes stay as they are: weaving is off.
  }

  @Override
  public ClassLoader getNewTempClassLoader() {
    return getClassLoader();
  }
}
