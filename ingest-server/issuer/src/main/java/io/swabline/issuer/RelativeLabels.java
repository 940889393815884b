package io.swabline.issuer;

import java.util.function.UnaryOperator;

/** Labels of the relations of a group of requests, which are encrypted in the registry. The desk's thread owns it. */
final class RelativeLabels {
    private final LabelSeal seal;
    private final Relations relations;

    RelativeLabels(final LabelSeal seal, final Relations relations) {
        this.seal = seal;
        this.relations = relations;
    }

    /** As the guardian sees it. */
    Relative shown(final StoredRelation relation) {
        return relation.relative().labelled(seal.open(relation.id(), relation.label()));
    }

    /** Changes a relation's label; whether it is another one now. */
    boolean put(final StoredRelation relation, final UnaryOperator<RelativeLabel> change) {
        final RelativeLabel old = seal.open(relation.id(), relation.label());
        final RelativeLabel young = change.apply(old);
        if (young.equals(old)) {
            return false;
        }
        relations.put(relation.labelled(seal.seal(relation.id(), young)));
        return true;
    }
}
