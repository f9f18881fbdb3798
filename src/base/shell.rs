//! Commands for a person to paste: each word is quoted for the shell in use, so that it reaches the program as it is and
//! nothing in it is carried out.

/// What takes commands, told apart by how it is quoted for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shell {
    /// sh and its like (bash, zsh, dash, ksh), and fish.
    #[default]
    Posix,
    /// PowerShell 7, on any system.
    PowerShell,
    /// The PowerShell that Windows comes with: it does not escape again what it hands on.
    WindowsPowerShell,
    /// Windows' command prompt.
    Cmd,
}

/// A part of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'w> {
    Text(&'w str),
    /// The value that a variable of the environment has when the line is run.
    Variable(&'w str),
}

impl<'w> Part<'w> {
    fn text(&self) -> &'w str {
        let (Self::Text(text) | Self::Variable(text)) = self;
        text
    }
}

impl Shell {
    /// The shell that guichet was started from, as far as the environment tells.
    pub fn in_use() -> Self {
        Self::told_by(cfg!(windows), |name| std::env::var(name).ok())
    }

    /// PowerShell puts its own folder first in `PSModulePath`, which Windows has set for every program; elsewhere only
    /// PowerShell sets it. `SHELL` on Windows is that of Git and Cygwin; `PROMPT` comes from the command prompt. In doubt
    /// it is PowerShell: what is quoted for it is one quoted word to sh as well.
    fn told_by(windows: bool, variable: impl Fn(&str) -> Option<String>) -> Self {
        let modules = variable("PSModulePath").map(|it| it.to_lowercase());
        if !windows {
            return modules.map_or(Self::Posix, |_| Self::PowerShell);
        }
        let modules = modules.unwrap_or_default();
        let first = modules.split(';').next().unwrap_or_default();
        let home = variable("USERPROFILE").filter(|home| !home.is_empty()).map(|home| home.to_lowercase());
        match () {
            () if variable("SHELL").is_some() => Self::Posix,
            () if first.ends_with(r"\powershell\modules") => Self::PowerShell,
            () if home.is_some_and(|home| first.starts_with(&home)) => Self::WindowsPowerShell,
            () if variable("PROMPT").is_some() => Self::Cmd,
            () => Self::WindowsPowerShell,
        }
    }

    /// The line that runs `words`. `None` where a word holds a control character: a line's end, or the end of pasting,
    /// would be obeyed before any quote is.
    pub fn command<W: AsRef<str>>(self, words: &[W]) -> Option<String> {
        if words.iter().any(|word| word.as_ref().contains(char::is_control)) {
            return None;
        }
        let quoted: Vec<String> = words.iter().map(|word| self.quoted(word.as_ref())).collect();
        Some(quoted.join(" "))
    }

    /// `word` as this shell hands it on, without the control characters that no shell could be trusted with.
    pub fn quoted(self, word: &str) -> String {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        if self.is_plain(&word) {
            return word;
        }
        match self {
            Self::Posix => posix(&word),
            Self::PowerShell => powershell(&word),
            Self::WindowsPowerShell if word.is_empty() => r#"'""'"#.to_owned(), // it drops words without a character
            Self::WindowsPowerShell => {
                let is_wrapped = word.contains(char::is_whitespace);
                powershell(&escaped(&word, is_wrapped))
            }
            Self::Cmd => cmd(&word),
        }
    }

    /// A word of which some parts are the values of variables.
    pub fn word(self, parts: &[Part<'_>]) -> String {
        let is_plain = |part: &Part<'_>| matches!(part, Part::Text(_));
        if parts.iter().all(is_plain) {
            return self.quoted(&parts.iter().map(Part::text).collect::<String>());
        }
        match self {
            Self::Posix => posix_word(parts),
            Self::PowerShell | Self::WindowsPowerShell => {
                let part = |part: &Part<'_>| match part {
                    Part::Text(text) => powershell_open(text),
                    Part::Variable(name) => format!("${{env:{name}}}"),
                };
                format!("\"{}\"", parts.iter().map(part).collect::<String>())
            }
            Self::Cmd => {
                let part = |part: &Part<'_>| match part {
                    Part::Text(text) => escaped(text, false),
                    Part::Variable(name) => format!("%{name}%"),
                };
                format!("\"{}\"", parts.iter().map(part).collect::<String>())
            }
        }
    }

    /// The line that gives the variable `name` of the environment this value.
    pub fn set(self, name: &str, value: &str) -> String {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        match self {
            Self::Posix => format!("export {name}={}", posix(&value)), // which fish takes too
            Self::PowerShell | Self::WindowsPowerShell => format!("$env:{name} = {}", powershell(&value)),
            Self::Cmd => format!("set {}", cmd(&format!("{name}={value}"))),
        }
    }

    /// What stands between two commands of which the second is of use only after the first.
    pub fn and(self) -> &'static str {
        match self {
            Self::Posix | Self::PowerShell | Self::Cmd => " && ",
            Self::WindowsPowerShell => "; ", // it knows no other
        }
    }

    /// The line that keeps what the last field of the JSON is that `command` prints, in the variable `name`. `command` is
    /// quoted already, by [`Shell::word`].
    pub fn keep_field(self, name: &str, command: &str, field: &str) -> String {
        match self {
            // As fish takes it too, which has no assignments.
            Self::Posix => format!("export {name}=\"$({command} | jq -r .{field})\""),
            Self::PowerShell | Self::WindowsPowerShell => {
                format!("$env:{name} = ({command} | ConvertFrom-Json).{field}")
            }
            Self::Cmd => {
                format!("for /f \"delims=\" %t in ('{command} ^| jq -r .{field}') do @set \"{name}=%t\"")
            }
        }
    }

    /// A line that puts what the variable `of` holds into the variable `name`, percent-encoded.
    pub fn keep_encoded(self, name: &str, of: &str) -> String {
        match self {
            Self::Posix => format!("export {name}=\"$(printf %s \"${of}\" | jq -sRr @uri)\""),
            Self::PowerShell | Self::WindowsPowerShell => {
                format!("$env:{name} = [uri]::EscapeDataString($env:{of})")
            }
            Self::Cmd => format!("for /f \"delims=\" %t in ('jq -nr \"env.{of}|@uri\"') do @set \"{name}=%t\""),
        }
    }

    /// Whether nothing in `word` means anything to this shell.
    fn is_plain(self, word: &str) -> bool {
        let marks = if self == Self::Posix { "-_./%=:,+@" } else { "-_/=" };
        let begins_plainly = word.starts_with(|c: char| c.is_ascii_alphanumeric() || "-_./".contains(c));
        begins_plainly && word.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
    }
}

/// `word` between quotes, for sh and fish. Backslashes and apostrophes stand outside of them: within, sh and fish read a
/// backslash differently.
fn posix(word: &str) -> String {
    let mut out = String::from("'");
    for c in word.chars() {
        match c {
            '\'' | '\\' => out.extend(["'\\", c.encode_utf8(&mut [0; 4]), "'"]),
            c => out.push(c),
        }
    }
    out + "'"
}

/// Variables stand between double quotes, and with them what means nothing there; all else between single ones.
fn posix_word(parts: &[Part<'_>]) -> String {
    let (mut out, mut is_open, mut after_variable) = (String::new(), false, false);
    for part in parts {
        let is_plain = |c: char| c.is_alphanumeric() || " -_./%=:,+@;?&".contains(c);
        let would_go_on = |text: &str| text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let (written, wants_open) = match part {
            Part::Variable(name) => (format!("${name}"), true),
            Part::Text("") => continue,
            Part::Text(text) if text.chars().all(is_plain) && !(after_variable && would_go_on(text)) => {
                ((*text).to_owned(), true)
            }
            Part::Text(text) => (posix(&text.chars().filter(|c| !c.is_control()).collect::<String>()), false),
        };
        if is_open != wants_open {
            out.push('"');
        }
        out.push_str(&written);
        (is_open, after_variable) = (wants_open, matches!(part, Part::Variable(_)));
    }
    if is_open { out + "\"" } else { out }
}

/// `text` between PowerShell's double quotes.
fn powershell_open(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '$' | '`' | '\u{201C}'..='\u{201E}') {
            out.push('`');
        }
        out.push(c);
    }
    out
}

/// PowerShell ends a quoted word at typographic apostrophes too, unless they are doubled.
fn powershell(word: &str) -> String {
    let doubled = |c: char| std::iter::repeat_n(c, if matches!(c, '\'' | '\u{2018}'..='\u{201B}') { 2 } else { 1 });
    format!("'{}'", word.chars().flat_map(doubled).collect::<String>())
}

/// What reads the line takes the quotes away; none of them, nor anything else, is seen by the prompt, which would go on
/// replacing `%NAMES%` between quotes.
fn cmd(word: &str) -> String {
    let mut out = String::new();
    for c in format!("\"{}\"", escaped(word, true)).chars() {
        if "()%!^\"<>&|".contains(c) {
            out.push('^');
        }
        out.push(c);
    }
    out
}

/// As programs on Windows cut their line into words: a quote in a word is escaped, with the backslashes before it;
/// so are those at the end where a quote follows, in a word that `is_wrapped` in quotes.
fn escaped(word: &str, is_wrapped: bool) -> String {
    let mut out = String::new();
    let mut backslashes = 0;
    for c in word.chars() {
        if c == '"' {
            out.extend(std::iter::repeat_n('\\', backslashes + 1));
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        out.push(c);
    }
    if is_wrapped {
        out.extend(std::iter::repeat_n('\\', backslashes));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_as_each_shell_has_it() {
        // The word; for sh, PowerShell, Windows' PowerShell, the command prompt.
        let table = [
            ("p/set", "p/set", "p/set", "p/set", "p/set"),
            ("a%20b", "a%20b", "'a%20b'", "'a%20b'", r#"^"a^%20b^""#),
            ("", "''", "''", r#"'""'"#, r#"^"^""#),
            ("a b", "'a b'", "'a b'", "'a b'", r#"^"a b^""#),
            ("l'eau", r"'l'\''eau'", "'l''eau'", "'l''eau'", r#"^"l'eau^""#),
            ("l’eau‘‚‛", "'l’eau‘‚‛'", "'l’’eau‘‘‚‚‛‛'", "'l’’eau‘‘‚‚‛‛'", r#"^"l’eau‘‚‛^""#),
            ("“dit”", "'“dit”'", "'“dit”'", "'“dit”'", r#"^"“dit”^""#),
            ("$(id)`id`", "'$(id)`id`'", "'$(id)`id`'", "'$(id)`id`'", r#"^"$^(id^)`id`^""#),
            ("a;b|c&d", "'a;b|c&d'", "'a;b|c&d'", "'a;b|c&d'", r#"^"a;b^|c^&d^""#),
            ("%PATH%!x!", "'%PATH%!x!'", "'%PATH%!x!'", "'%PATH%!x!'", r#"^"^%PATH^%^!x^!^""#),
            (r#"a"b"#, r#"'a"b'"#, r#"'a"b'"#, r#"'a\"b'"#, r#"^"a\^"b^""#),
            (r#"a\"b c\"#, r#"'a'\\'"b c'\\''"#, r#"'a\"b c\'"#, r#"'a\\\"b c\\'"#, r#"^"a\\\^"b c\\^""#),
            (r"c:\x\", r"'c:'\\'x'\\''", r"'c:\x\'", r"'c:\x\'", r#"^"c:\x\\^""#),
            ("-n", "-n", "-n", "-n", "-n"),
            ("-a.b", "-a.b", "'-a.b'", "'-a.b'", r#"^"-a.b^""#),
            ("=ls", "'=ls'", "'=ls'", "'=ls'", r#"^"=ls^""#),
            ("~", "'~'", "'~'", "'~'", r#"^"~^""#),
            ("@x", "'@x'", "'@x'", "'@x'", r#"^"@x^""#),
            ("a,b", "a,b", "'a,b'", "'a,b'", r#"^"a,b^""#),
            ("été", "'été'", "'été'", "'été'", r#"^"été^""#),
        ];
        for (word, sh, powershell, windows, cmd) in table {
            assert_eq!(Shell::Posix.quoted(word), sh);
            assert_eq!(Shell::PowerShell.quoted(word), powershell);
            assert_eq!(Shell::WindowsPowerShell.quoted(word), windows);
            assert_eq!(Shell::Cmd.quoted(word), cmd);
        }
    }

    #[test]
    fn a_variable_keeps_its_name_in_each_shell() {
        use Part::{Text, Variable};
        // The parts; for sh, PowerShell, the command prompt.
        let table: [(&[Part<'_>], &str, &str, &str); 5] = [
            (
                &[Text("Authorization: Bearer "), Variable("T")],
                "\"Authorization: Bearer $T\"",
                "\"Authorization: Bearer ${env:T}\"",
                "\"Authorization: Bearer %T%\"",
            ),
            (&[Variable("I"), Text(":"), Variable("S")], "\"$I:$S\"", "\"${env:I}:${env:S}\"", "\"%I%:%S%\""),
            (
                &[Text("https://a.org/"), Variable("T"), Text("/x")],
                "\"https://a.org/$T/x\"",
                "\"https://a.org/${env:T}/x\"",
                "\"https://a.org/%T%/x\"",
            ),
            (&[Variable("T"), Text("x")], "\"$T\"'x'", "\"${env:T}x\"", "\"%T%x\""),
            (&[Text("$(id)`"), Variable("T")], "'$(id)`'\"$T\"", "\"`$(id)``${env:T}\"", "\"$(id)`%T%\""),
        ];
        for (parts, sh, powershell, cmd) in table {
            assert_eq!(Shell::Posix.word(parts), sh);
            assert_eq!(Shell::PowerShell.word(parts), powershell);
            assert_eq!(Shell::Cmd.word(parts), cmd);
        }
        assert_eq!(Shell::Posix.word(&[Text("a b")]), "'a b'");
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_puts_the_value_of_a_variable_in_its_place() {
        let (hostile, value) = ("a$(id)`id`\"'\\!x", "v\"$(id)' *");
        let word = Shell::Posix.word(&[
            Part::Text(hostile),
            Part::Variable("V"),
            Part::Text(hostile),
            Part::Variable("V"),
            Part::Text("/b"),
        ]);
        for shell in ["sh", "bash", "fish"] {
            let Ok(ran) =
                std::process::Command::new(shell).args(["-c", &format!("printf %s {word}")]).env("V", value).output()
            else {
                continue;
            };
            assert_eq!(String::from_utf8_lossy(&ran.stdout), format!("{hostile}{value}{hostile}{value}/b"), "{shell}");
        }
    }

    #[test]
    fn a_variable_is_set_as_each_shell_has_it() {
        // The value; for sh, either PowerShell, the command prompt.
        let table = [
            (
                "/tmp/a/config.toml",
                "export V='/tmp/a/config.toml'",
                "$env:V = '/tmp/a/config.toml'",
                r#"set ^"V=/tmp/a/config.toml^""#,
            ),
            (
                r"C:\R&D 100%\l'eau",
                r"export V='C:'\\'R&D 100%'\\'l'\''eau'",
                r"$env:V = 'C:\R&D 100%\l''eau'",
                r#"set ^"V=C:\R^&D 100^%\l'eau^""#,
            ),
            ("a\nid", "export V='aid'", "$env:V = 'aid'", r#"set ^"V=aid^""#),
        ];
        for (value, sh, powershell, cmd) in table {
            assert_eq!(Shell::Posix.set("V", value), sh);
            assert_eq!(Shell::PowerShell.set("V", value), powershell);
            assert_eq!(Shell::WindowsPowerShell.set("V", value), powershell);
            assert_eq!(Shell::Cmd.set("V", value), cmd);
        }
    }

    #[test]
    fn what_would_be_obeyed_while_it_is_pasted_makes_no_command() {
        for word in ["a\nid\n", "a\rid", "a\u{1b}[201~id", "a\u{9b}201~", "a\0b", "a\tb", "\u{85}", "\u{7f}"] {
            for shell in [Shell::Posix, Shell::PowerShell, Shell::WindowsPowerShell, Shell::Cmd] {
                assert_eq!(shell.command(&["guichet", word]), None, "{word:?}");
                assert!(!shell.quoted(word).contains(char::is_control), "{word:?}");
            }
        }
    }

    #[test]
    fn the_shell_is_told_by_what_it_leaves_in_the_environment() {
        const MACHINE: &str =
            r"C:\Program Files\WindowsPowerShell\Modules;C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules";
        const SEVEN: &str = r"C:\Users\Ana\Documents\PowerShell\Modules;C:\Program Files\PowerShell\Modules";
        const FIVE: &str = r"C:\Users\Ana\OneDrive\Documents\WindowsPowerShell\Modules;C:\Program Files\x";
        let home = ("USERPROFILE", r"C:\Users\Ana");
        let (sh, prompt) = (("SHELL", "/usr/bin/bash"), ("PROMPT", "$P$G"));
        let modules = |path| ("PSModulePath", path);
        let table = [
            (false, vec![], Shell::Posix),
            (false, vec![sh], Shell::Posix),
            (false, vec![sh, modules("/home/ana/.local/share/powershell/Modules")], Shell::PowerShell),
            (true, vec![home, modules(MACHINE), prompt], Shell::Cmd),
            (true, vec![home, modules(MACHINE), prompt, sh], Shell::Posix),
            (true, vec![home, modules(SEVEN)], Shell::PowerShell),
            (true, vec![home, modules(SEVEN), prompt], Shell::PowerShell),
            (true, vec![home, modules(FIVE)], Shell::WindowsPowerShell),
            (true, vec![home, modules(FIVE), prompt], Shell::WindowsPowerShell),
            (true, vec![home, modules(MACHINE)], Shell::WindowsPowerShell),
            (true, vec![], Shell::WindowsPowerShell),
        ];
        for (windows, variables, shell) in table {
            let variable =
                |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Shell::told_by(windows, variable), shell, "{variables:?}");
        }
    }

    /// Words made of everything that some shell obeys.
    fn hostile_words() -> Vec<String> {
        const PIECES: [&str; 46] = [
            "'", "\"", "\\", "$(id)", "`id`", "${HOME}", "$HOME", "%PATH%", "!", "!!", "!1", "&", "|", ";", "<", ">",
            "(", ")", "{a,b}", "[a-z]", "*", "?", "~", "#", "=", "@", "+", "-", "--", "^", " ", "  ", "’", "‘", "‛",
            "“", "”", "é", "\u{a0}", "\u{202e}", "a", "b", "0", ",", ":", "\\n",
        ];
        let mut state = 17_u64;
        let mut next = |most: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % most
        };
        let mut words = vec![String::new()];
        words.extend(PIECES.map(str::to_owned));
        words.extend((0..3000).map(|_| (0..=next(6)).map(|_| PIECES[next(PIECES.len())]).collect::<String>()));
        words
    }

    #[cfg(unix)]
    #[test]
    fn every_shell_there_is_hands_on_exactly_the_words() {
        use std::process::Command;

        let words = hostile_words();
        let table: [(&str, &[&str], Shell); 9] = [
            ("sh", &["-c"], Shell::Posix),
            ("bash", &["-c"], Shell::Posix),
            ("dash", &["-c"], Shell::Posix),
            ("zsh", &["-fc"], Shell::Posix),
            ("ksh", &["-c"], Shell::Posix),
            ("mksh", &["-c"], Shell::Posix),
            ("busybox", &["sh", "-c"], Shell::Posix),
            ("fish", &["--no-config", "-c"], Shell::Posix),
            ("pwsh", &["-NoProfile", "-Command"], Shell::PowerShell),
        ];
        for (program, options, shell) in table {
            for some in words.chunks(500) {
                let printing = ["/usr/bin/env", "printf", "%s\\0"].into_iter();
                let all: Vec<&str> = printing.chain(some.iter().map(String::as_str)).collect();
                let line = shell.command(&all).unwrap();
                let Ok(ran) = Command::new(program).args(options).arg(&line).output() else {
                    println!("{program} is not on this machine");
                    break;
                };
                let expected: String = some.iter().map(|word| format!("{word}\0")).collect();
                assert_eq!(String::from_utf8_lossy(&ran.stdout), expected, "{program}");
                assert!(ran.status.success() && ran.stderr.is_empty(), "{program}: {ran:?}");
            }
        }
    }

    /// Words as PowerShell cuts a line of plain and quoted ones (about_Quoting_Rules).
    fn powershell_words(line: &str) -> Vec<String> {
        let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201B}');
        let (mut words, mut chars) = (vec![String::new()], line.chars().peekable());
        let mut is_quoted = false;
        while let Some(c) = chars.next() {
            match c {
                c if is_quote(c) && is_quoted && chars.peek().is_some_and(|next| is_quote(*next)) => {
                    words.last_mut().unwrap().extend(chars.next());
                }
                c if is_quote(c) => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                c => {
                    let is_plain = c.is_ascii_alphanumeric() || "-_/=".contains(c);
                    assert!(is_quoted || is_plain, "{c:?} stands open in {line}");
                    words.last_mut().unwrap().push(c);
                }
            }
        }
        assert!(!is_quoted, "{line}");
        words
    }

    /// What the command prompt makes of a line: no sign it obeys may stand without its caret.
    fn prompt(line: &str) -> String {
        let mut chars = line.chars();
        let mut out = String::new();
        while let Some(c) = chars.next() {
            assert!(!"()%!\"<>&|".contains(c), "{c:?} stands open in {line}");
            out.push(if c == '^' { chars.next().unwrap() } else { c });
        }
        out
    }

    /// Words as programs on Windows cut their line (CommandLineToArgvW).
    fn windows_words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let (mut is_quoted, mut backslashes) = (false, 0);
        for c in line.chars().chain([' ']) {
            let word = words.last_mut().unwrap();
            if c == '\\' {
                backslashes += 1;
                continue;
            }
            let is_escaped = c == '"' && backslashes % 2 == 1;
            let halved = if c == '"' { backslashes / 2 } else { backslashes };
            word.extend(std::iter::repeat_n('\\', std::mem::take(&mut backslashes)).take(halved));
            match c {
                '"' if !is_escaped => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                c => word.push(c),
            }
        }
        words.pop();
        words
    }

    #[test]
    fn the_shells_of_windows_hand_on_exactly_the_words_by_their_rules() {
        let words = hostile_words();
        let line = |shell: Shell| shell.command(&words).unwrap();
        assert_eq!(powershell_words(&line(Shell::PowerShell)), words);
        assert_eq!(windows_words(&prompt(&line(Shell::Cmd))), words);
        // Windows' PowerShell puts quotes around what has white space in it, and no more.
        let handed_on = powershell_words(&line(Shell::WindowsPowerShell));
        let wrapped = handed_on.iter().map(|word| match word.contains(char::is_whitespace) {
            true => format!("\"{word}\""),
            false => word.clone(),
        });
        assert_eq!(windows_words(&wrapped.collect::<Vec<_>>().join(" ")), words);
    }
}
