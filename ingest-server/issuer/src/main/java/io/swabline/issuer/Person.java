package io.swabline.issuer;

import io.swabline.protocol.Pseudonym;
import java.time.LocalDate;

/**
 * What the issuing side keeps of a person. The ID number that it was made from is gone by then.
 *
 * @param pseudonym  by which all parts of Swabline know the person
 * @param maskedName such as {@code 张**}: enough for the holder to recognise, too little for others
 * @param birthDate  from the ID number; of a person with another document as the city's app or staff stated it, null where
 *                   nobody did
 */
public record Person(Pseudonym pseudonym, String maskedName, LocalDate birthDate) {
}
