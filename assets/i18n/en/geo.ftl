# Formats of maps.
