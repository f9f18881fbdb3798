# Territories of France: the filter that narrows to one, wherever a portal can.
territory-label = where
territory-commune = commune
territory-epci = EPCI
territory-departement = département
territory-region = région
territory-box = box { $extent }
territory-sources = French territories: INSEE (COG 2026), DGCL (EPCI, some perhaps as of 2025), La Poste, IGN ADMIN EXPRESS (bounds of 2017), via Etalab; Licence Ouverte 2.0
territory-expected = a commune, an EPCI, a département or a region: its name, INSEE code, SIREN or postal code, as rennes, 35238, 243500139 or 35
territory-expected-or-box = a commune, an EPCI, a département or a region: its name, INSEE code, SIREN or postal code, as rennes, 35238, 243500139 or 35; or west,south,east,north in degrees
territory-subject = territory "{ $typed }"
territory-none = no commune, EPCI, département or region of France has that name
territory-several =
    { $count ->
        [one] { $count } territory has that name
       *[other] { $count } territories have that name
    }
territory-which = Say which: { $all }.
territory-near = Near it: { $near }.
territory-takes = It takes a name, an INSEE code, a SIREN or a postal code, as rennes, 35238, 243500139 or 35.
territory-no-box = this portal takes a territory, not a box
territory-no-box-hint = Name a commune, an EPCI, a département or a region instead.
territory-odd-box = these numbers do not make a box on the globe
territory-odd-box-hint = West, south, east, north, in degrees, the south smaller than the north; a west that is larger than the east is where a box begins that goes over the meridian of 180°.
territory-by-zone = a territory: what the portal says is about this very one, not what is about a larger or smaller one
territory-by-bounds = a territory or a box: what lies in its bounds, even in part
territory-by-bounds-or-words = a territory or a box: what lies in its bounds, even in part; where the portal knows no places, what has the territory's name among its words
territory-by-name = a territory, by its name: this portal knows no places, so its words are searched
territory-by-extent = a territory or a box: what lies in its bounds, even in part; what has none by the names of its places
territory-by-words = { $name }: narrowed by the words "{ $words }" only, as it cannot be asked for a territory.
territory-not-here = this portal cannot be narrowed to a territory
territory-no-bounds = no bounds are known of { $place }, and this portal takes nothing else
territory-no-bounds-hint = Search for its name instead.
territory-one-box = this portal takes one box, which cannot go over the meridian of 180°
territory-one-box-hint = Ask for what lies on one side of it, then for the other.
territory-twice = a territory and "{ $other }" cannot both be asked for
territory-twice-hint = Leave out one of them.
territory-meant = Where: { $place }
territory-everywhere-takes = each portal is narrowed as it can, and says where it cannot
territory-everywhere = All portals, narrowed to a territory
territory-left-out = { $name } cannot be narrowed to a territory and is left out.
territory-left-out-of-box = { $name } takes a territory, not a box, and is left out.
territory-left-out-why = { $name } cannot be narrowed so and is left out: { $cause }.
territory-nowhere = none of these portals can be narrowed to a territory
territory-no-map = only a map of places on earth shows what a list can be narrowed to
territory-key = narrow to a territory, or to what a preview's map shows
territory-key-also = where place geography commune town city region map
territory-map = narrow the list
territory-map-help = narrow the list one came from to the part of the map that is shown, where the portal can
territory-linear = T rennes: narrow to a commune, an EPCI, a département or a region, by its name or code; T alone: to none
