package io.laminar.migration.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.laminar.migration.dynamodb.ItemLayout.WrongItemException;
import io.laminar.migration.store.Entry;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class ItemLayoutTest {

  private static final long NOW = 1_700_000_000_000L;

  private final ItemLayout layout = new ItemLayout("k", "d", "ttl");

  @Test
  void readsBackWhatItWrote() {
    for (Entry entry :
        new Entry[] {
          Entry.of(Buffer.buffer("v"), 7),
          Entry.of(Buffer.buffer(), Long.MAX_VALUE),
          Entry.of(Buffer.buffer("v"), 7, NOW + 1),
          Entry.of(Buffer.buffer("v"), 0, NOW + 1),
          Entry.tombstone(8)
        }) {
      assertThat(layout.entryAt(NOW, layout.itemOf("key", entry, NOW + 5))).isEqualTo(entry);
    }
  }

  @Test
  void neverLetsDynamoDbRemoveAnItemBeforeItExpires() {
    assertThat(secondOf(Entry.of(Buffer.buffer(), 7, NOW))).isEqualTo("1700000000");
    assertThat(secondOf(Entry.of(Buffer.buffer(), 7, NOW + 1))).isEqualTo("1700000001");
    assertThat(secondOf(Entry.of(Buffer.buffer(), 7, NOW + 999))).isEqualTo("1700000001");
    assertThat(layout.itemOf("key", Entry.of(Buffer.buffer(), 7), NOW)).doesNotContainKey("ttl");
  }

  @Test
  void letsDynamoDbRemoveATombstoneAfterItsLife() {
    assertThat(layout.itemOf("key", Entry.tombstone(7), NOW + 86_400_000).get("ttl").n())
        .isEqualTo("1700086400");
  }

  @Test
  void hidesWhatHasExpiredEvenIfDynamoDbHasNotRemovedItYet() {
    Map<String, AttributeValue> item = layout.itemOf("key", Entry.of(Buffer.buffer(), 7, NOW), NOW);

    assertThat(layout.entryAt(NOW - 1, item).isPresent()).isTrue();
    assertThat(layout.entryAt(NOW, item)).isEqualTo(Entry.ABSENT);
  }

  @Test
  void readsAnOldSystemsTextAndExpiry() {
    var text = Map.of("k", s("key"), "d", s("ü"));
    var expiring = Map.of("k", s("key"), "d", s("v"), "ttl", n("1700000001"));
    var expired = Map.of("k", s("key"), "d", s("v"), "ttl", n("1700000000"));
    var oddExpiry = Map.of("k", s("key"), "d", s("v"), "ttl", s("tomorrow"));

    assertThat(layout.entryAt(NOW, text)).isEqualTo(Entry.of(Buffer.buffer("ü"), 0));
    assertThat(layout.entryAt(NOW, expiring))
        .isEqualTo(Entry.of(Buffer.buffer("v"), 0, 1_700_000_001_000L));
    assertThat(layout.entryAt(NOW, expired)).isEqualTo(Entry.ABSENT);
    assertThat(layout.entryAt(NOW, oddExpiry)).isEqualTo(Entry.of(Buffer.buffer("v"), 0));
  }

  @Test
  void saysWhichAttributeOfAnItemIsNoEntrys() {
    assertWrong(Map.of("k", s("key")), "attribute d of the item key", "not there");
    assertWrong(Map.of("k", s("key"), "d", n("1")), "attribute d", "of type N");
    assertWrong(Map.of("k", s("key"), "d", s("v"), "v", s("1")), "attribute v", "of type S");
    assertWrong(Map.of("k", s("key"), "d", s("v"), "v", n("1.5")), "attribute v", "whole number");
    assertWrong(Map.of("k", s("key"), "d", s("v"), "v", n("-1")), "attribute v", "whole number");
  }

  @Test
  void seesAnAttributeWithTwoMeanings() {
    assertThat(layout.clash()).isEmpty();
    assertThat(new ItemLayout("v", "d", "ttl").clash()).contains("v");
    assertThat(new ItemLayout("id", "end", "end").clash()).contains("end");
  }

  private void assertWrong(Map<String, AttributeValue> item, String which, String what) {
    assertThatThrownBy(() -> layout.entryAt(NOW, item))
        .isInstanceOf(WrongItemException.class)
        .hasMessageContaining(which)
        .hasMessageContaining(what);
  }

  private String secondOf(Entry entry) {
    return layout.itemOf("key", entry, 0).get("ttl").n();
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }
}
