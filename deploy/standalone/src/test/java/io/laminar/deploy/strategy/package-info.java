/** Every strategy on real servers, forwards, back and forwards again, under a checked workload. */
package io.laminar.deploy.strategy;
