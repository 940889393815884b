/**
 * The issuing side: residents, the relatives whose codes they may fetch, issued codes and cut-offs, kept in a registry
 * database. Off the scan path: the edge goes on when all of this is down. No ID number is kept, only the pseudonym, the masked
 * name and the birth date.
 */
package io.swabline.issuer;
