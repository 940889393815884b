package io.swabline.issuer;

import java.util.List;

/** What a person, or staff, sees of the person's guardians. Pure functions. */
final class GuardianView {
    private GuardianView() {
    }

    /**
     * @param resident the person; null for one who is not registered, whose guardians only staff may ask for
     * @param all      of that person, as they are now, in the order to be shown
     */
    static Guardians of(final Resident resident, final boolean isForStaff, final List<StoredRelation> all) {
        final List<StoredRelation> shown =
            all.stream().filter(relation -> isForStaff || isShownTo(resident, relation)).toList();
        return new Guardians(
            shown.stream().filter(relation -> relation.standing().isOpen()).map(GuardianView::guardian).toList(),
            shown.stream().filter(relation -> !relation.standing().isOpen()).map(GuardianView::guardian).toList(),
            resident != null && resident.isConsentOnly());
    }

    /** Whether the person itself sees it: not where somebody asks for the number under another name. */
    static boolean isShownTo(final Resident resident, final StoredRelation relation) {
        return switch (relation.standing().state()) {
            case PENDING -> Resident.isNamed(resident, relation.relative().person());
            case GRANTED, REFUSED, ENDED -> true;
            case EXPIRED -> false;
        };
    }

    private static Guardian guardian(final StoredRelation relation) {
        return new Guardian(relation.id(), relation.guardianName(), relation.relative().person().maskedName(),
            relation.relative().reason(), relation.standing());
    }
}
