//! `guichet man`: manual pages made from the command line itself, in the person's language, with what it does not tell:
//! examples, variables, files and exit codes.

use std::io;
use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{examples, help, out};
use crate::base::disk::{disk, shown};
use crate::base::error::Result;
use crate::t;

#[derive(Args, Debug)]
pub struct ManArgs {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// The page of the program on standard output (`guichet man | man -l -`), or all pages into a folder.
pub fn man(args: &ManArgs) -> Result<u8> {
    let pages = pages();
    match &args.dir {
        None => pages.iter().take(1).flat_map(|page| page.text.lines()).for_each(out::line),
        Some(dir) => {
            std::fs::create_dir_all(dir).map_err(|error| disk(dir, &error))?;
            for page in &pages {
                let path = dir.join(format!("{}.1", page.name));
                std::fs::write(&path, &page.text).map_err(|error| disk(&path, &error))?;
            }
            out::note(&t!("cli-man-written", folder = shown(dir)));
        }
    }
    Ok(0)
}

/// One manual page.
struct ManPage {
    /// `guichet-auth-set`.
    name: String,
    /// In the language of `man`.
    text: String,
}

/// That of the program first, then those of all commands.
fn pages() -> Vec<ManPage> {
    let mut root = help::command().disable_help_subcommand(true);
    root.build();
    let mut names = Vec::new();
    walk(&root, &mut |command| names.push(title(command)));
    let mut pages = Vec::new();
    walk(&root, &mut |command| pages.push(page(command, &names)));
    pages
}

fn walk(command: &Command, see: &mut impl FnMut(&Command)) {
    see(command);
    command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help").for_each(|it| walk(it, see));
}

fn title(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &Command, names: &[String]) -> ManPage {
    let name = title(command);
    // What `-h` leaves out would have no text.
    let whole = command.clone().mut_args(|arg| arg.hide_short_help(false));
    let man = Man::new(whole).manual(t!("man-title"));
    let mut text = Vec::new();
    let written = written(&man, command, &mut text);
    debug_assert!(written.is_ok(), "memory takes all that is written");
    let mut text = headings_said(&String::from_utf8_lossy(&text));
    let mut more = Roff::default();
    if let Some(examples) = examples::of(name.strip_prefix("guichet").unwrap_or_default().trim_start_matches('-')) {
        more.control("SH", [t!("man-examples").as_str()]);
        shown_examples(&mut more, &examples);
    }
    let sections = [
        (t!("man-environment"), t!("man-variables")),
        (t!("man-files"), t!("man-folders")),
        (t!("man-exit-status"), t!("man-codes")),
    ];
    for (heading, lines) in sections {
        more.control("SH", [heading.as_str()]);
        explained(&mut more, &lines);
    }
    more.control("SH", [t!("man-see-also").as_str()]);
    more.text(see_also(&name, names));
    text.push_str(&more.to_roff());
    ManPage { name, text }
}

/// What clap_mangen makes of the command.
fn written(man: &Man, command: &Command, text: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(text)?;
    man.render_name_section(text)?;
    man.render_synopsis_section(text)?;
    man.render_description_section(text)?;
    man.render_options_section(text)?;
    if command.get_subcommands().any(|it| !it.is_hide_set()) {
        man.render_subcommands_section(text)?;
    }
    Ok(())
}

/// Its headings, which are English or end like those of the help, as manual pages in the language spoken have them.
fn headings_said(page: &str) -> String {
    let said = |heading: &str| match heading.trim_matches(|c: char| c == '"' || c.is_whitespace()) {
        "NAME" => t!("man-name"),
        "SYNOPSIS" => t!("man-synopsis"),
        "DESCRIPTION" => t!("man-description"),
        "OPTIONS" => t!("man-options"),
        "GLOBAL OPTIONS" | "OPTIONS GLOBALES" => t!("man-global-options"),
        "ARGUMENTS" => t!("man-arguments"),
        "SUBCOMMANDS" | "Commandes" => t!("man-commands"),
        other => other.to_owned(),
    };
    let line = |line: &str| match line.strip_prefix(".SH ") {
        Some(heading) => format!(".SH \"{}\"\n", said(heading)),
        None => format!("{line}\n"),
    };
    page.lines().map(line).collect()
}

/// Each line for a shell below what it is for.
fn shown_examples(page: &mut Roff, examples: &str) {
    for line in examples.lines() {
        match line.strip_prefix("# ") {
            Some(what) => {
                page.control("PP", []).text([roman(what)]);
            }
            None => {
                page.control("RS", ["4"]).control("nf", []).text([bold(line)]).control("fi", []).control("RE", []);
            }
        }
    }
}

fn explained(page: &mut Roff, lines: &str) {
    for line in lines.lines() {
        let (term, text) = line.split_once(" — ").unwrap_or((line, ""));
        page.control("TP", []).text([bold(term)]).text([roman(text)]);
    }
}

/// The page above, and those below or beside.
fn see_also(name: &str, names: &[String]) -> Vec<clap_mangen::roff::Inline> {
    let above = name.rsplit_once('-').map(|(above, _)| above);
    let is_near = |other: &str| {
        let other_above = other.rsplit_once('-').map(|(above, _)| above);
        other != name
            && (Some(other) == above || other_above == Some(name) || (other_above == above && above.is_some()))
    };
    let mut parts = Vec::new();
    for other in names.iter().filter(|other| is_near(other)) {
        parts.extend([bold(other.as_str()), roman("(1), ")]);
    }
    parts.extend([bold("curl"), roman("(1)")]);
    parts
}
