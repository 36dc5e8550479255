package io.laminar.bidder.openrtb;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivacyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'regs':{'coppa':1}",
        "'regs':{'coppa':'1'}",
        "'regs':{'coppa':true}",
        "'regs':{'coppa':'yes'}",
        "'regs':{'coppa':{}}",
        "'regs':{'gdpr':1}",
        "'regs':{'ext':{'gdpr':1}}",
        "'regs':{'gdpr':0,'ext':{'gdpr':1}}",
        "'regs':{'gdpr':1,'ext':{'gdpr':0}}",
        "'regs':{'gdpr':1,'gdpr':0}",
        "'regs':{'gdpr':2}",
        "'regs':{'gdpr':1},'user':{'buyeruid':'b','consent':''}",
        "'regs':{'gdpr':1},'user':{'buyeruid':'b','consent':' '}",
        "'regs':{'us_privacy':'1YYN'}",
        "'regs':{'us_privacy':'1-Y-'}",
        "'regs':{'ext':{'us_privacy':'1yyn'}}",
        "'regs':{'us_privacy':'1YNN','ext':{'us_privacy':'1YYN'}}",
        "'regs':{'us_privacy':'uspConsentString'}",
        "'regs':{'us_privacy':'1'}",
        "'regs':{'us_privacy':1}",
        "'regs':{'us_privacy':[]}",
        "'device':{'lmt':1}",
        "'device':{'dnt':1}",
        "'device':{'dnt':true}",
        "'device':{'lmt':1,'lmt':0}",
        "'device':{'lmt':1},'device':{}",
        "'user':{'buyeruid':'b','consent':{}}",
        "'user':{'buyeruid':'b','ext':{'consent':['x']}}",
        "'user':{'buyeruid':'b','consent':7}",
        "'user':{'buyeruid':'b','consent':'x','consent':'y'}",
        "'user':{'buyeruid':'b','consent':'x'},'user':{'buyeruid':'b','consent':'y'}",
      })
  void keepsTheUserUnknown(String signal) {
    BidRequest request = parse(signal);

    assertThat(request.isPersonal()).isFalse();
    assertThat(request.profileId()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'regs':{}",
        "'regs':null",
        "'regs':{'coppa':0,'gdpr':0,'us_privacy':'1---'}",
        "'regs':{'coppa':null,'gdpr':null,'us_privacy':null,'ext':null}",
        "'regs':{'coppa':false,'us_privacy':''}",
        "'regs':{'us_privacy':'1YNN'}",
        "'regs':{'us_privacy':'1YNY','ext':{'us_privacy':'1NN-'}}",
        "'device':{'lmt':0,'dnt':'0'}",
      })
  void mayUseTheProfile(String signal) {
    assertThat(parse(signal + ",'user':{'buyeruid':'b'}").profileId()).isEqualTo("b");
  }

  @Test
  void mayUseTheProfileWithConsent() {
    assertThat(parse("'regs':{'gdpr':1},'user':{'id':'u','consent':'CPx'}").profileId())
        .isEqualTo("u");
    assertThat(parse("'regs':{'gdpr':1},'user':{'id':'u','ext':{'consent':'CPx'}}").profileId())
        .isEqualTo("u");
  }

  @Test
  void keepsTheUserUnknownWhereMoreSectionsApplyThanThereAre() {
    String sections = IntStream.rangeClosed(1, 64).mapToObj(String::valueOf).collect(joining(","));

    assertThat(parse("'regs':{'gpp_sid':[" + sections + "]}").isPersonal()).isTrue();
    assertThat(parse("'regs':{'gpp_sid':[" + sections + ",65]}").isPersonal()).isFalse();
  }

  @Test
  void looksForTheBuyersIdThenTheUsersThenTheDevices() {
    assertThat(parse("'user':{'buyeruid':'b','id':'u'},'device':{'ifa':'i'}").profileId())
        .isEqualTo("b");
    assertThat(parse("'user':{'buyeruid':'','id':'u'},'device':{'ifa':'i'}").profileId())
        .isEqualTo("u");
    assertThat(parse("'user':{'buyeruid':null},'device':{'ifa':'i'}").profileId()).isEqualTo("i");
    assertThat(parse("'user':{}").profileId()).isEmpty();
  }

  private static BidRequest parse(String members) {
    String json = "{'id':'1','imp':[{'id':'1'}]," + members + "}";
    return BidRequestParser.parse(Buffer.buffer(json.replace('\'', '"')));
  }
}
