package dev.cco.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Dependencies point one way. */
@AnalyzeClasses(packages = "dev.cco", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule spiKnowsNobody =
      classes()
          .that()
          .resideInAPackage("dev.cco.spi..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cco.spi..", "java..", "com.fasterxml.jackson..", "org.jspecify..");

  @ArchTest
  static final ArchRule protocolIsPureCode =
      classes()
          .that()
          .resideInAPackage("dev.cco.protocol..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cco.protocol..",
              "dev.cco.spi..",
              "java..",
              "javax.crypto..",
              "com.fasterxml.jackson..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule protocolSpeaksNoHttp =
      noClasses()
          .that()
          .resideInAPackage("dev.cco.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "java.sql..");

  @ArchTest
  static final ArchRule gatewayHasNoServerNoSqlNoFaces =
      noClasses()
          .that()
          .resideInAPackage("dev.cco.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta..",
              "java.sql..",
              "org.apache.hc..",
              "dev.cco.kit..",
              "dev.cco.ledger..",
              "dev.cco.web..",
              "dev.cco.provider..");

  @ArchTest
  static final ArchRule ledgerKnowsOnlyTheGatewaysPorts =
      noClasses()
          .that()
          .resideInAPackage("dev.cco.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.cco.protocol..",
              "dev.cco.kit..",
              "dev.cco.web..",
              "dev.cco.provider..",
              "dev.cco.gateway.dispatch..",
              "dev.cco.gateway.cache..",
              "dev.cco.gateway.routing..",
              "dev.cco.gateway.pricing..");

  @ArchTest
  static final ArchRule kitKnowsNoGateway =
      noClasses()
          .that()
          .resideInAPackage("dev.cco.kit..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.cco.gateway..", "dev.cco.ledger..", "dev.cco.web..");

  @ArchTest
  static final ArchRule pluginsSeeOnlyWhatIsMeantForThem =
      classes()
          .that()
          .resideInAPackage("dev.cco.provider..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cco.provider..",
              "dev.cco.spi..",
              "dev.cco.protocol..",
              "dev.cco.kit..",
              "java..",
              "jakarta..",
              "org.eclipse.microprofile..",
              "com.fasterxml.jackson..",
              "org.jspecify..");

  @ArchTest
  static void pluginsDoNotKnowEachOther(JavaClasses all) {
    slices().matching("dev.cco.provider.(*)..").should().notDependOnEachOther().check(all);
  }

  @ArchTest
  static final ArchRule webHasNoProvider =
      noClasses()
          .that()
          .resideInAPackage("dev.cco.web..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cco.provider..");

  @ArchTest
  static final ArchRule nobodyRunsProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.cco.launcher..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.cco.(*)..").should().beFreeOfCycles();
}
