/**
 * What the edge believes while it runs, and how it learns of changes: the keys of the key file, and the codes that were
 * superseded. The stages get both by a read of a volatile field and wait for nobody.
 */
package io.swabline.server.trust;
