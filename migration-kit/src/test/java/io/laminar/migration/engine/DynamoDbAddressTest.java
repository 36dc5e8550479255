package io.laminar.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.codec.Format;
import io.laminar.migration.dynamodb.DynamoDbAddress;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DynamoDbAddressTest {

  @Test
  void namesAwsItselfWithTheDefaultCredentials() {
    var address = DynamoDbAddress.of("dynamodb:///Users.v2?region=eu-west-1", "profile");

    assertThat(address)
        .isEqualTo(
            new DynamoDbAddress(
                Optional.empty(), "eu-west-1", "Users.v2", "d", true, Optional.empty()));
  }

  @Test
  void namesDynamoDbLocalWithMadeUpCredentials() {
    var address = DynamoDbAddress.of("dynamodb://127.0.0.1:8000/users", "profile");

    assertThat(address.endpoint()).contains(URI.create("http://127.0.0.1:8000"));
    assertThat(address.credentials()).isPresent();
  }

  @Test
  void namesAnEndpointOverHttpsWithTheDefaultCredentials() {
    var address = DynamoDbAddress.of("dynamodbs://vpce-1.aws/users?region=us-east-2", "profile");

    assertThat(address.endpoint()).contains(URI.create("https://vpce-1.aws"));
    assertThat(address.credentials()).isEmpty();
    assertThat(address).hasToString("dynamodbs://vpce-1.aws/users?region=us-east-2");
  }

  @Test
  void takesTheNamespaceForTheTableWhereTheAddressNamesNone() {
    assertThat(DynamoDbAddress.of("dynamodb://h:1", "profile").table()).isEqualTo("profile");
    assertThat(DynamoDbAddress.of("dynamodb:///?region=x1", "profile").table())
        .isEqualTo("profile");
  }

  @Test
  void readsWhereAnOldSystemKeepsItsValues() {
    var address = DynamoDbAddress.of("dynamodb://h:1/t-1?value=profile&create=false", "n");

    assertThat(address.valueAttribute()).isEqualTo("profile");
    assertThat(address.create()).isFalse();
  }

  @Test
  void neverShowsASecret() {
    var address = DynamoDbAddress.of("dynamodb://KEY:s3cret@h:1/users", "profile");

    assertThat(address.credentials()).contains(new DynamoDbAddress.Login("KEY", "s3cret"));
    assertThat(address.toString() + address.credentials()).doesNotContain("s3cret");
    assertThatThrownBy(() -> DynamoDbAddress.of("dynamodb://KEY:s3cret@h:1/ü ser", "n"))
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dynamodb:///users | needs its region",
        "dynamodbs://h/users | needs its region",
        "dynamodbs:///users?region=eu-west-1 | must be dynamodb:///table",
        "dynamodb://h:1/a/b | table must match",
        "dynamodb://h:1/us | table must match",
        "dynamodb://h:1/users?region=EU | region must match",
        "dynamodb://h:1/users?regoin=x1 | had \"regoin\"",
        "dynamodb://h:1/users?value=ttl | none of",
        "dynamodb://h:1/users?create=yes | must be true or false",
        "dynamodb://only-a-name@h:1/users | accessKeyId:secretKey",
      })
  void saysWhatIsWrongAndWhatIsAllowed(String address, String message) {
    assertThatThrownBy(() -> DynamoDbAddress.of(address, "profile"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void givesTheStoresOfTheKitTablesOfTheirOwn() {
    var named = address("dynamodb://h:1/Users?value=p");
    var unnamed = address("dynamodb://h:1");

    assertThat(tableOf(named.beside("journal"))).isEqualTo("Users_journal");
    assertThat(tableOf(unnamed.beside("journal"))).isEqualTo("profile_journal");
    assertThat(named.carriesVersions()).isTrue();
  }

  @Test
  void isCheckedWhenAStoresAddressIsMade() {
    assertThatThrownBy(() -> address("dynamodb:///users")).hasMessageContaining("region");
  }

  private static StoreAddress address(String uri) {
    return new StoreAddress(uri, "profile", Format.PLAIN);
  }

  private static String tableOf(StoreAddress address) {
    return DynamoDbAddress.of(address.uri(), address.namespace()).table();
  }
}
