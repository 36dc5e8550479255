package io.laminar.load.wire;

/** Why a call got no answer. */
public enum CallFailure {
  /** No connection could be opened. */
  REFUSED,
  /** The connection broke while the answer was awaited. */
  BROKEN
}
