/** The issuing side over HTTP: the API under {@code /v1} for the city's app, and the pages for residents. */
package io.swabline.issuer.http;
