# Formula of Homebrew, for a tap; made whole by packaging/publisher.
class Guichet < Formula
  desc "Terminal browser for data portals, open and with restricted access"
  homepage "@homepage@"
  version "@version@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    depends_on arch: :arm64
    url "@repository@/releases/download/v@version@/guichet-@version@-aarch64-apple-darwin.tar.gz"
    sha256 "@sha256 aarch64-apple-darwin@"
  end

  on_linux do
    on_intel do
      url "@repository@/releases/download/v@version@/guichet-@version@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@sha256 x86_64-unknown-linux-musl@"
    end
    on_arm do
      url "@repository@/releases/download/v@version@/guichet-@version@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@sha256 aarch64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "guichet"
    man1.install Dir["man/man1/*.1"]
    (man/"fr/man1").install Dir["man/fr/man1/*.1"]
    bash_completion.install "completions/guichet.bash" => "guichet"
    zsh_completion.install "completions/_guichet"
    fish_completion.install "completions/guichet.fish"
    pkgshare.install "config.example.toml"
    doc.install "README.md", "README.fr.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-LICENSES.md"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/guichet --version")
    assert_match "[portals.", shell_output("#{bin}/guichet config example")
  end
end
