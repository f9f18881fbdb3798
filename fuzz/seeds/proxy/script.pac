function FindProxyForURL(url, host) {
  // "PROXY old.example:1"
  if (isPlainHostName(host)) return "DIRECT"; /* 'PROXY older.example:1' */
  return "PROXY p1.mairie.example:3128; HTTPS p2.mairie.example:443; SOCKS5 s.mairie.example:1080; DIRECT";
}
