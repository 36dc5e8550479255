package io.laminar.migration.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import io.laminar.migration.store.Entry;
import io.laminar.migration.store.KeyedEntry;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TableTransactionTest {

  private static List<KeyedEntry> rows(int... sizes) {
    return IntStream.range(0, sizes.length)
        .mapToObj(i -> new KeyedEntry("k" + i, Entry.of(Buffer.buffer(new byte[sizes[i]]), 1)))
        .toList();
  }

  private static List<Integer> statements(List<KeyedEntry> entries) {
    List<Integer> rows = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += rows.get(rows.size() - 1)) {
      rows.add(TableTransaction.rowsOfOneStatement(entries, from));
    }
    return rows;
  }

  @Test
  void stagesManySmallRowsByFewStatementsOfFewSizes() {
    assertThat(statements(rows(new int[600]))).containsExactly(256, 256, 64, 16, 4, 4);
    assertThat(statements(rows(new int[1]))).containsExactly(1);
  }

  @Test
  void stagesARowOfSeveralPiecesAlone() {
    int large = RedshiftSql.PIECE_BYTES + 1;

    assertThat(statements(rows(1, 1, 1, 1, large, large, 1, 1, 1, 1))).containsExactly(4, 1, 1, 4);
  }

  @Test
  void keepsAStatementToAMegabyteOfValues() {
    int[] sizes = new int[64];
    java.util.Arrays.fill(sizes, RedshiftSql.PIECE_BYTES);

    assertThat(statements(rows(sizes))).startsWith(16, 16, 16).doesNotContain(64);
  }
}
