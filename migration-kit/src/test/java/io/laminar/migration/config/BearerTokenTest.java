package io.laminar.migration.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BearerTokenTest {

  private static final String SECRET = "0123456789abcdef";

  @Test
  void admitsWhoShowsItAndNobodyElse() {
    var token = new BearerToken(SECRET);

    assertThat(token.admits(token.header())).isTrue();
    assertThat(token.admits("bearer  " + SECRET)).isTrue();
    assertThat(token.admits(null)).isFalse();
    assertThat(token.admits("")).isFalse();
    assertThat(token.admits(SECRET)).isFalse();
    assertThat(token.admits("Bearer " + SECRET + "0")).isFalse();
    assertThat(token.admits("Bearer ")).isFalse();
    assertThat(token).asString().doesNotContain(SECRET);
  }

  @Test
  void admitsEverybodyWhereThereIsNone() {
    assertThat(BearerToken.NONE.admits(null)).isTrue();
    assertThat(BearerToken.NONE.admits("Bearer anything")).isTrue();
  }
}
