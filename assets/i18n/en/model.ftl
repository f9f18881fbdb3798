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
