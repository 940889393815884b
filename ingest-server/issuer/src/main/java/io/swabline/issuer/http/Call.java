package io.swabline.issuer.http;

import io.swabline.protocol.Pseudonym;
import io.vertx.ext.web.RoutingContext;

/**
 * A request that passed its guard and was read.
 *
 * @param context  for path parameters and headers
 * @param caller   whose key it bore; null on pages and open endpoints
 * @param resident whose session it is; null elsewhere
 * @param format   what to answer as
 * @param fields   what the body said; overwritten when the operation returns
 */
record Call(RoutingContext context, Caller caller, Pseudonym resident, Format format, RequestFields fields) {
}
