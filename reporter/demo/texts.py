"""What residents might have written, by pictogram and language; and what a partner might have answered."""

from __future__ import annotations

from random import Random

DETAILS: dict[str, dict[str, tuple[str, ...]]] = {
    "bulky": {
        "fr": (
            "Matelas et sommier posés contre le mur depuis dimanche.",
            "Une machine à laver et deux meubles devant les conteneurs.",
            "Un canapé sur le trottoir, les poussettes doivent passer sur la route.",
            "Frigo abandonné à côté de l’entrée, la porte est encore dessus. Dangereux pour les enfants.",
            "Planches d’armoire et cartons, ça s’entasse chaque jour un peu plus.",
            "Encombrants au pied de l’immeuble, personne ne sait à qui c’est.",
            "Deux matelas mouillés près de l’aire de jeux.",
            "Un vieux téléviseur et une commode cassée, des clous dépassent.",
            "Quelqu’un a vidé un appartement, tout est sur le trottoir.",
        ),
        "en": ("An old sofa blocks the pavement.", "Mattress left next to the bins since last week."),
        "es": ("Un colchón y muebles tirados en la acera.",),
        "ar": ("أثاث قديم مرمي أمام مدخل العمارة منذ أيام.", "مرتبة وثلاجة على الرصيف."),
        "tr": ("Kaldırımda eski bir koltuk ve dolap var.", "Çöplerin yanına yatak bırakılmış."),
    },
    "dumping": {
        "fr": (
            "Une dizaine de sacs noirs, certains sont ouverts.",
            "Gravats déposés cette nuit, sûrement un chantier.",
            "Tas de sacs et de cartons au coin de la rue, les chats les déchirent.",
            "Dépôt qui revient toutes les semaines au même endroit.",
            "Sacs poubelle jetés derrière l’abri, l’odeur est forte.",
            "Des pots de peinture et des gravats le long du mur.",
            "Encore un dépôt sauvage, c’est le troisième ce mois-ci.",
            "Cartons et plastiques éparpillés par le vent.",
        ),
        "en": ("Rubbish bags dumped on the corner, some are torn open.",),
        "es": ("Bolsas de basura y escombros en la esquina.",),
        "ar": ("أكياس نفايات كثيرة عند زاوية الشارع.",),
        "tr": ("Köşeye çöp torbaları ve moloz bırakılmış.",),
    },
    "bins": {
        "fr": (
            "Bac jaune plein depuis quatre jours, les sacs sont par terre.",
            "Le couvercle du conteneur est cassé, tout s’envole avec le vent.",
            "Colonne à verre pleine, les bouteilles s’alignent à côté.",
            "Les bacs n’ont pas été sortis cette semaine.",
            "Conteneur renversé au milieu du passage.",
            "Bac débordant, odeurs fortes sous les fenêtres.",
            "Une roue manque, le conteneur bloque le trottoir.",
        ),
        "en": ("The bins have not been emptied for days.",),
        "ar": ("الحاوية ممتلئة منذ أيام والأكياس على الأرض.",),
        "tr": ("Konteyner günlerdir boşaltılmadı.",),
    },
    "street-dirt": {
        "fr": (
            "Beaucoup de papiers et de canettes autour du banc.",
            "Verre cassé sur tout le trottoir devant l’école.",
            "Déjections de chien sur toute la longueur de l’allée.",
            "Le caniveau est plein de déchets depuis le marché.",
            "Bouteilles et emballages après le week-end.",
            "Trottoir glissant, feuilles mortes et détritus mélangés.",
        ),
        "en": ("Broken glass all over the pavement.",),
        "es": ("La calle está llena de basura después del mercado.",),
        "tr": ("Kaldırım cam kırıklarıyla dolu.",),
    },
    "needle": {
        "fr": (
            "Une seringue dans l’herbe près des jeux.",
            "Seringue au pied de l’escalier, avec l’aiguille.",
            "Deux seringues derrière le muret.",
        ),
        "ar": ("حقنة على الأرض قرب ألعاب الأطفال.",),
    },
    "tags": {
        "fr": (
            "Grand tag sur le mur de l’école.",
            "Tags sur la porte d’entrée, faits dans la nuit.",
            "La façade repeinte au printemps est déjà couverte d’inscriptions.",
            "Inscriptions sur le rideau du commerce fermé.",
        ),
        "en": ("Fresh graffiti on the wall of the school.",),
    },
    "damage": {
        "fr": (
            "Banc cassé, des planches sont par terre avec des vis.",
            "Le lampadaire ne s’allume plus, l’allée est noire le soir.",
            "La balançoire n’a plus qu’une chaîne.",
            "Potelet arraché, il reste un trou dans le trottoir.",
            "Grillage découpé derrière le terrain.",
        ),
        "es": ("El banco está roto y hay tornillos en el suelo.",),
        "tr": ("Bank kırık, tahtalar yerde.",),
    },
    "vehicle": {
        "fr": (
            "Voiture sans roues à l’arrière depuis plus d’un mois.",
            "Épave sur le parking, vitre cassée, des jeunes jouent dedans.",
            "Véhicule abandonné, pneus à plat, herbe autour.",
        ),
    },
    "pests": {
        "fr": (
            "Des rats le soir autour des conteneurs.",
            "Rats dans le local à poubelles, on en voit en plein jour.",
            "Cave inondée, mauvaises odeurs, moustiques.",
            "Un nid de rats sous les haies, près de l’entrée.",
        ),
        "ar": ("جرذان قرب الحاويات كل مساء.",),
        "tr": ("Akşamları çöp kutularının yanında fareler var.",),
    },
}

# By what the partner said.
ANSWERS: dict[str, tuple[str, ...]] = {
    "accepted": ("", "", "Une équipe passe voir.", "C’est noté pour la tournée.", "Bien reçu, nous nous en occupons."),
    "planned": (
        "",
        "L’équipe passera dans la matinée.",
        "Enlèvement avec le camion-plateau.",
        "Passage avec le bailleur.",
    ),
    "done": ("", "Enlevé ce matin.", "Nettoyé, merci du signalement.", "Réparé.", "Évacué, le lieu sera surveillé."),
    "nothing_found": ("Nous sommes passés deux fois, il n’y a plus rien.",),
    "not_handled": ("Terrain privé : son propriétaire a été prévenu.",),
    "elsewhere": ("Transmis au bailleur, qui fait intervenir son entreprise.",),
    "duplicate": ("Déjà signalé par un voisin, c’est suivi.",),
    "reopened": ("C’est revenu au même endroit.", "Il en reste une partie."),
}


def details(rng: Random, scene: str, language: str) -> tuple[str, str]:
    """A text and its language: the one asked for, or French where there is none in it."""
    known = DETAILS.get(scene) or DETAILS["dumping"]
    chosen = language if language in known else "fr"
    return rng.choice(known[chosen]), chosen
