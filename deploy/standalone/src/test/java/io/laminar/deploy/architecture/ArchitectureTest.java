package io.laminar.deploy.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.laminar");

  /** Each package is a slice of its own, those below it too. */
  private static final SliceAssignment PACKAGES =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "packages";
        }
      };

  @Test
  void seesEveryModule() {
    var modules =
        CLASSES.stream()
            .map(type -> type.getPackageName().split("\\.")[2])
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(modules).containsExactly("bidder", "deploy", "load", "migration", "stats");
  }

  @Test
  void pointsTheArrowsBetweenModulesOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("deploy")
        .definedBy("io.laminar.deploy..")
        .layer("bidder")
        .definedBy("io.laminar.bidder..")
        .layer("load")
        .definedBy("io.laminar.load..")
        .layer("stats")
        .definedBy("io.laminar.stats..")
        .layer("migration")
        .definedBy("io.laminar.migration..")
        .whereLayer("deploy")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bidder")
        .mayOnlyBeAccessedByLayers("deploy")
        .whereLayer("load")
        .mayOnlyBeAccessedByLayers("deploy")
        .whereLayer("stats")
        .mayOnlyBeAccessedByLayers("deploy", "bidder", "load")
        .check(CLASSES);
  }

  @Test
  void hasNoCycleBetweenPackages() {
    slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void tellsOfEachPackageWhatItIsFor() {
    var silent =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(feature -> feature.tryGetPackageInfo().isEmpty())
            .map(JavaPackage::getName)
            .toList();

    assertThat(silent).isEmpty();
  }
}
