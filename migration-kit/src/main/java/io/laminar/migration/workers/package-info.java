/**
 * A copy, or a comparison, whose ranges are shared by several processes. The process that moves the
 * migration hands the ranges out over a Kafka topic and tells the rate; workers, one consumer
 * group, copy them with the ordinary copier, or compare them as the ordinary verifier does, and
 * leave their checkpoints beside the data. The checkpoints are the truth: Kafka only assigns, and a
 * range that is handed out twice does no harm. Decides nothing about steps. Start reading at {@link
 * io.laminar.migration.workers.Leader}, then {@link io.laminar.migration.workers.RangeWork}.
 */
package io.laminar.migration.workers;
