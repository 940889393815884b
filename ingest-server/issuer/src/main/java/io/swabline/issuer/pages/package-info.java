/** The files of the residents' pages, made ready at the start: one script, one style, texts, all under one hash. */
package io.swabline.issuer.pages;
