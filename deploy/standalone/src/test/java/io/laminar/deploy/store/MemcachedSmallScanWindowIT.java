package io.laminar.deploy.store;

/** The contract again, with a window so small that each of its scans needs several dumps. */
final class MemcachedSmallScanWindowIT extends MemcachedStoreIT {

  @Override
  protected int scanWindow() {
    return 400;
  }
}
