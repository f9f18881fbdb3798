"""What columns hold, as guichet and PyPI's csv-detective (data.gouv.fr's own) tell it, of tables written for it. Called by
`.ci/peers`: PROGRAM. Fails when the two differ in another way than the table of DIFFERENCES says and explains.

Each column stands in a file of its own beside a counter, so that no column decides how another is read.
"""

import csv
import json
import logging
import pathlib
import subprocess
import sys
import tempfile

from csv_detective import routine

# What csv-detective calls what guichet calls so.
SAME = {
    "commune": {"code_commune"}, "departement": {"code_departement"}, "region": {"code_region"}, "epci": {"code_epci"},
    "postal_code": {"code_postal"}, "siren": {"siren"}, "siret": {"siret"}, "naf": {"insee_ape700"}, "uai": {"uai"},
    "rna": {"code_rna", "code_waldec"}, "phone": {"tel_fr"}, "email": {"email"}, "url": {"url"}, "uuid": {"uuid"},
    "latitude": {"latitude_wgs", "latitude_wgs_fr_metropole"}, "longitude": {"longitude_wgs", "longitude_wgs_fr_metropole"},
    "lambert93": {"latitude_l93", "longitude_l93"}, "geo_point": {"latlon_wgs", "lonlat_wgs", "geojson"},
    "geometry": {"geojson"}, "integer": {"int"}, "decimal": {"float", "percent", "money"}, "boolean": {"bool"},
    "year": {"year"}, "date": {"date"}, "moment": {"datetime_aware", "datetime_naive"}, "text": {"string"},
}

COMMUNES = ["35238", "35047", "35051", "29019", "22278", "56260", "01004", "2A004", "2B033", "97411", "75056", "13055"]
SIRENS = ["526018155", "383016615", "418609137", "399603083", "446281941", "419935184", "390937860", "579754326"]
SIRETS = ["42684656400034", "43212233100015", "40792440600033", "42685995500079", "42890786900021", "46661760200019"]
EPCIS = ["243500139", "200042174", "244400404", "200054781", "245900410", "243300316"]
POSTCODES = ["35000", "35170", "29200", "22000", "56000", "01000", "20000", "97400", "75001", "13001"]

# Name, cells.
COLUMNS = {
    "code_commune": COMMUNES, "codgeo": COMMUNES, "COM": COMMUNES, "lieu": COMMUNES,
    "code_departement": ["35", "29", "22", "56", "01", "2A", "2B", "974", "75", "13"], "dep": ["35", "29", "22", "56", "75"],
    "code_region": ["53", "11", "84", "93", "76", "01", "94"], "reg": ["53", "11", "84", "93", "76"],
    "epci": EPCIS, "code_postal": POSTCODES, "cp": POSTCODES, "siren": SIRENS, "numero": SIRENS, "siret": SIRETS,
    "etablissement": SIRETS, "code_naf": ["62.01Z", "47.11F", "84.11Z", "01.11Z", "86.10Z"],
    "ape": ["6201Z", "4711F", "8411Z", "0111Z", "8610Z"], "uai": ["0350001L", "0351234B", "0751717J", "2921000A"],
    "rna": ["W751212517", "W353001234", "W352003255", "W131001234"],
    "telephone": ["0299123456", "02 99 12 34 56", "+33299123456", "02.99.12.34.57"],
    "courriel": ["a.b@exemple.fr", "mairie@ville.fr", "x@y.org"], "site_web": ["https://exemple.fr", "http://www.a.fr/b"],
    "identifiant": ["6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"],
    "latitude": ["48.1173", "47.2184", "48.8566", "43.2965"], "longitude": ["-1.6778", "-1.5536", "2.3522", "5.3698"],
    "lat": ["48.1173", "47.2184", "48.8566"], "lon": ["-1.6778", "-1.5536", "2.3522"],
    "x_l93": ["352000.5", "355000.2", "652000.1"], "y_l93": ["6789000.5", "6690000.2", "6862000.1"],
    "x": ["352000.5", "355000.2", "652000.1"], "y": ["6789000.5", "6690000.2", "6862000.1"],
    "geo_point_2d": ["48.1173,-1.6778", "47.2184,-1.5536", "48.8566,2.3522"],
    "geojson": ['{"type": "Point", "coordinates": [-1.67, 48.11]}', '{"type": "Point", "coordinates": [-1.55, 47.21]}'],
    "wkt": ["POINT (-1.67 48.11)", "POINT (-1.55 47.21)"],
    "nombre": ["1", "2", "30", "400"], "prix": ["1,5", "2,25", "3"], "taux": ["12,5 %", "3 %", "100 %"],
    "montant": ["1 234,50 €", "12 €", "3,00 €"], "ouvert": ["oui", "non", "oui"], "valide": ["vrai", "faux", "vrai"],
    "actif": ["0", "1", "1", "0"], "present": ["O", "N", "O"], "annee": ["2019", "2020", "2021"],
    "valeur": ["2019", "2020", "2021"], "date": ["31/12/2024", "01/02/2024", "15/06/2023"],
    "date_iso": ["2024-12-31", "2024-02-01", "2023-06-15"], "date_us": ["12/31/2024", "02/01/2024", "06/15/2023"],
    "date_points": ["31.12.2024", "01.02.2024"], "date_mots": ["12 janvier 2024", "3 août 2024"],
    "date_bloc": ["20241231", "20240201", "20230615"], "date_courte": ["31/12/24", "01/02/24"],
    "horodatage": ["2024-12-31T10:00:00+01:00", "2024-02-01T11:30:00+01:00"],
    "moment": ["2024-12-31 10:00:00", "2024-02-01 11:30:00"], "nom": ["Rennes Sud", "Lac bleu", "Vallée haute"],
    "heure": ["08:05", "23:59", "12:30"], "duree": ["PT1H30M", "PT45M"],
    "tva": ["FR32404974651", "FR10407529171", "FR76403423668"], "iban": ["FR8320041010058306489794106", "BE68539007547034"],
    "code_iris": ["352380101", "352380102", "2A0040101"], "section_naf": ["A", "C", "G"],
    "commune": ["Rennes", "Brest", "Nantes"], "nb_communes": ["332", "277", "348", "250"],
    "ref": ["007", "012", "123"],
}

# Column: what guichet says, what csv-detective says, and why both are right in their way.
DIFFERENCES = {
    "codgeo": ("commune", "string", "INSEE's own name for the code of a place; the values say of which kind"),
    "numero": ("siren", "int", "eight different numbers that all pass the check of a SIREN are no chance, whatever the name"),
    "etablissement": ("siret", "int", "likewise: six different SIRET that all pass their check"),
    "code_naf": ("naf", "string", "INSEE writes the code with a point; csv-detective knows it without alone"),
    "uai": ("uai", "string", "its letter checks the number; csv-detective looks it up among schools, and these are made up"),
    "wkt": ("geo_point", "string", "csv-detective does not read WKT"),
    "montant": ("decimal", "string", "spaces between thousands, a comma and a euro sign are an amount as French files write it"),
    "valeur": ("integer", "year", "numbers between 1900 and 2100 are years only where the name says so: they may be counts"),
    "heure": ("time", "string", "csv-detective has no times of day"),
    "duree": ("duration", "string", "csv-detective has no lengths of time"),
    "tva": ("vat", "string", "csv-detective does not know numbers for value-added tax"),
    "iban": ("iban", "string", "csv-detective does not know IBAN"),
    "code_iris": ("iris", "string", "csv-detective does not know INSEE's quarters"),
    "section_naf": ("naf_section", "string", "csv-detective does not know the sections of NAF"),
    "commune": ("text", "commune", "csv-detective means names, which it looks up in a list; guichet means codes, and names are words"),
}


def guichet(program, path):
    told = subprocess.run([program, "preview", path, "--json", "--delimiter", ";"], check=True, capture_output=True).stdout
    column = json.loads(told)["views"][0]["content"]["columns"][1]
    return column.get("meaning", column["type"])


def detective(path):
    return routine(str(path), save_results=False, num_rows=-1, sep=";", encoding="utf-8")["columns"]


def main(program):
    logging.disable(logging.CRITICAL)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name, cells in COLUMNS.items():
            path = pathlib.Path(folder) / f"{name}.csv"
            # As many rows as csv-detective needs to be sure of anything.
            rows = [(f"n{at}", cells[at % len(cells)]) for at in range(max(24, len(cells)))]
            with path.open("w", newline="") as file:
                csv.writer(file, delimiter=";").writerows([("compteur", name), *rows])
            one, other = guichet(program, path), detective(path)[name]["format"]
            told = DIFFERENCES.get(name)
            if other in SAME.get(one, ()):
                if told:
                    failed.append(f"{name}: both say {one}, and a difference is explained")
            elif not told or told[:2] != (one, other):
                failed.append(f"{name}: guichet {one}, csv-detective {other}, {told and 'explained as ' + str(told[:2])}")
    print("\n".join(failed) or f"{len(COLUMNS)} columns: the same, but for {len(DIFFERENCES)} explained differences")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
