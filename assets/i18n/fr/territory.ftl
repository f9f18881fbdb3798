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
