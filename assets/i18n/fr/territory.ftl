# Les territoires de France : le filtre qui restreint à l’un d’eux, partout où un portail le permet.
territory-label = où
territory-commune = commune
territory-epci = EPCI
territory-departement = département
territory-region = région
territory-box = cadre { $extent }
territory-sources = Territoires français : Insee (COG 2026), DGCL (EPCI, pour certains peut-être de 2025), La Poste, IGN ADMIN EXPRESS (limites de 2017), par Etalab ; Licence Ouverte 2.0
territory-expected = une commune, un EPCI, un département ou une région : son nom, code Insee, SIREN ou code postal, comme rennes, 35238, 243500139 ou 35
territory-expected-or-box = une commune, un EPCI, un département ou une région : son nom, code Insee, SIREN ou code postal, comme rennes, 35238, 243500139 ou 35 ; ou ouest,sud,est,nord en degrés
territory-subject = territoire « { $typed } »
territory-none = aucune commune, aucun EPCI, département ni région de France ne porte ce nom
territory-several =
    { $count ->
        [one] { $count } territoire porte ce nom
       *[other] { $count } territoires portent ce nom
    }
territory-which = Précisez lequel : { $all }.
territory-near = Proches : { $near }.
territory-takes = Il faut un nom, un code Insee, un SIREN ou un code postal, comme rennes, 35238, 243500139 ou 35.
territory-no-box = ce portail accepte un territoire, pas un cadre
territory-no-box-hint = Indiquez plutôt une commune, un EPCI, un département ou une région.
territory-odd-box = ces nombres ne forment pas un cadre sur le globe
territory-odd-box-hint = Ouest, sud, est, nord, en degrés, le sud plus petit que le nord ; avec un ouest plus grand que l’est, le cadre passe par le méridien de 180°.
territory-by-zone = un territoire : ce que le portail dit porter exactement sur lui, et non sur un plus grand ou un plus petit
territory-by-bounds = un territoire ou un cadre : ce qui se trouve dans ses limites, même en partie
territory-by-bounds-or-words = un territoire ou un cadre : ce qui se trouve dans ses limites, même en partie ; si le portail ne connaît pas les lieux, ce qui a le nom du territoire parmi ses mots
territory-by-name = un territoire, par son nom : ce portail ne connaît pas les lieux, on y cherche donc ses mots
territory-by-extent = un territoire ou un cadre : ce qui se trouve dans ses limites, même en partie ; à défaut de limites, d’après les noms de ses lieux
territory-by-words = { $name } : restreint aux seuls mots « { $words } », faute de pouvoir lui demander un territoire.
territory-not-here = ce portail ne peut pas être restreint à un territoire
territory-no-bounds = aucune limite n’est connue pour { $place }, et ce portail n’accepte rien d’autre
territory-no-bounds-hint = Cherchez plutôt son nom.
territory-one-box = ce portail accepte un seul cadre, qui ne peut pas passer par le méridien de 180°
territory-one-box-hint = Demandez ce qui se trouve d’un côté, puis de l’autre.
territory-twice = un territoire et « { $other } » ne peuvent pas être demandés ensemble
territory-twice-hint = Retirez l’un des deux.
territory-meant = Où : { $place }
territory-everywhere-takes = chaque portail est restreint comme il le peut, et dit quand il ne le peut pas
territory-everywhere = Tous les portails, restreints à un territoire
territory-left-out = { $name } ne peut pas être restreint à un territoire et n’est pas interrogé.
territory-left-out-of-box = { $name } accepte un territoire, pas un cadre, et n’est pas interrogé.
territory-left-out-why = { $name } ne peut pas être restreint ainsi et n’est pas interrogé : { $cause }.
territory-nowhere = aucun de ces portails ne peut être restreint à un territoire
territory-no-map = seule une carte de lieux sur terre montre à quoi restreindre une liste
territory-key = restreindre à un territoire, ou à la carte d’un aperçu
territory-key-also = où lieu géographie commune ville région carte
territory-map = restreindre la liste
territory-map-help = restreindre la liste d’où l’on vient à la partie affichée de la carte, si le portail le permet
territory-linear = T rennes : restreindre à une commune, un EPCI, un département ou une région, par son nom ou son code ; T seul : à aucun territoire
