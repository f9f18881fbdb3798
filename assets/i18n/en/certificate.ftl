# Certificates that are not trusted.
certificate-ended-hint = Check this computer's date. If it is right, tell the portal's operator.
certificate-not-yet = the certificate of { $host } is not valid yet
certificate-not-yet-hint = Check this computer's date.
certificate-another-name = the certificate of { $host } is for another name
certificate-another-names = the certificate of { $host } is for another name ({ $names })
certificate-self-signed = the certificate of { $host } is not trusted; it is signed by itself ({ $issuer })
certificate-signed-by = the certificate of { $host } is not trusted; it is signed by { $issuer }
certificate-another-name-hint = Check the address, the network and the proxy: something else answers there.
certificate-not-trusted-hint = If your network re-signs TLS, ask your IT desk for its authority as a PEM file and give it with --ca-file.
certificate-ended = the certificate of { $host } ended already
certificate-ended-on = the certificate of { $host } ended on { $day }
certificate-not-trusted = the certificate of { $host } is not trusted; { $why }
certificate-clock = this computer's clock is wrong: here it is { $ours }, and { $theirs } for { $host }
certificate-clock-hint = Set the date and time, best by a time server (NTP); until then no certificate can be trusted.
