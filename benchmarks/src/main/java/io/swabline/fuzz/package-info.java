/** What all fuzz targets share: how they read an input, change what is valid, and say that something is wrong. */
package io.swabline.fuzz;
