package io.laminar.deploy.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AptPackagesTest {

  @Test
  void findsTheLibrariesThatAPackageNeeds() {
    var control =
        List.of(
            "Package: memcached",
            "Pre-Depends: libfirst",
            "Depends: adduser, perl:any, libc6 (>= 2.34), libevent-2.1-7 (>= 2.1.8-stable),"
                + " libssl3t64 (>= 3.0.0) | libssl1.1, lsb-base");

    assertThat(AptPackages.librariesIn(control)).containsExactly("libevent-2.1-7", "libssl3t64");
  }
}
