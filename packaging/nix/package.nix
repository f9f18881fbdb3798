# Package for Nix, from these sources: pkgs.callPackage ./packaging/nix/package.nix { }
# All it tells of itself is read from Cargo.toml, so that nothing here is to be made whole.
{ lib, rustPlatform, installShellFiles }:

let
  root = ../..;
  inherit (builtins.fromTOML (builtins.readFile (root + "/Cargo.toml"))) package;
in
rustPlatform.buildRustPackage {
  pname = package.name;
  inherit (package) version;
  src = lib.cleanSource root;
  cargoLock.lockFile = root + "/Cargo.lock";
  buildType = "dist";

  nativeBuildInputs = [ installShellFiles ];

  # They want terminals, a home and minutes; the project's own checks run them.
  doCheck = false;

  postInstall = ''
    bash packaging/extras $out/bin/guichet extras
    installManPage extras/man/man1/*.1
    install -Dm644 -t $out/share/man/fr/man1 extras/man/fr/man1/*.1
    installShellCompletion extras/completions/guichet.bash extras/completions/guichet.fish extras/completions/_guichet
    install -Dm644 -t $out/share/applications packaging/guichet.desktop
    install -Dm644 -t $out/share/doc/guichet README.md README.fr.md config.example.toml
    install -Dm644 -t $out/share/doc/guichet LICENSE-MIT LICENSE-APACHE THIRD-PARTY-LICENSES.md
  '';

  meta = {
    inherit (package) description;
    homepage = package.homepage or null;
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "guichet";
    platforms = lib.platforms.unix;
  };
}
