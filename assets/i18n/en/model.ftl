# Addresses and what they lead to.
model-address = address "{ $text }"
model-address-hint = An address looks like NAME/dataset/media; `guichet list NAME` prints them.
model-not-utf8 = it holds percent-encoding that is not UTF-8
model-no-portal = it names no portal
model-empty-segment = it has an empty segment
model-open = open
model-restricted = restricted
model-personal = personal
model-denied = denied
# Values of filters.
model-value-missing = no value is given; expected: { $expected }
model-value-odd = "{ $value }" does not fit; expected: { $expected }
model-value-hint = `guichet list ADDRESS --filters` explains the filters and tells their values.
model-expects-text = one line of text
model-expects-code = a code or an id without spaces
model-expects-pair = two parts with a colon between, as group:ID
model-expects-uuid = an id, as 1e41c2e5-6b71-4274-8ee4-8457627cab75
model-expects-number = a whole number, as 2154
model-expects-one-of = one of { $known }
model-expects-day = a day, as 2024-01-31
model-expects-part-of-date = a year, a month or a day, as 2026, 2026/01 or 2026/01/31
model-expects-extent = west,south,east,north in degrees, as -1.8,48.0,-1.5,48.2
