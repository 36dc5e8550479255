package io.laminar.bidder.privacy;

import com.iab.gpp.encoder.GppModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Consents as a user's browser would make them, with the IAB's encoder. */
final class Strings {

  static final int VENDOR = 755;
  static final int EUROPE = 2;
  static final int US_NATIONAL = 7;

  private Strings() {}

  /** A TCF string; purposes and special features count from 1. */
  static String tcf(List<Integer> purposes, List<Integer> vendors, boolean precisePlace) {
    return europe(new GppModel(), purposes, vendors, precisePlace).encodeSection(EUROPE);
  }

  /** The same inside a GPP string. */
  static String gppOfEurope(List<Integer> purposes, List<Integer> vendors) {
    return europe(new GppModel(), purposes, vendors, true).encode();
  }

  private static GppModel europe(
      GppModel model, List<Integer> purposes, List<Integer> vendors, boolean precisePlace) {
    List<Boolean> purposeFlags = new ArrayList<>(Collections.nCopies(24, false));
    purposes.forEach(purpose -> purposeFlags.set(purpose - 1, true));
    List<Boolean> features = new ArrayList<>(Collections.nCopies(12, false));
    features.set(0, precisePlace);
    model.setFieldValue(EUROPE, "PurposeConsents", purposeFlags);
    model.setFieldValue(EUROPE, "VendorConsents", vendors);
    model.setFieldValue(EUROPE, "SpecialFeatureOptins", features);
    model.setFieldValue(EUROPE, "PolicyVersion", 4);
    return model;
  }

  /** A GPP string with the US national section, in which one field has a value. */
  static String gppOfUs(String field, Object value) {
    var model = new GppModel();
    model.setFieldValue(US_NATIONAL, "SaleOptOut", 2);
    model.setFieldValue(US_NATIONAL, "SaleOptOutNotice", 1);
    model.setFieldValue(US_NATIONAL, field, value);
    return model.encode();
  }
}
