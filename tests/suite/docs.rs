//! The documents: every kind of portal has its page in `docs/portals`, every section that a comment or the name of a test
//! cites is a heading of it, and every link leads to a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The numbers of a page's headings, by the word of its kind.
type Pages = BTreeMap<String, BTreeSet<String>>;

/// Where the pages are, as comments name them.
const FOLDER: &str = "docs/portals/";

#[test]
fn every_kind_of_portal_has_its_page_with_numbered_sections() {
    let pages = pages();
    for kind in guichet::portals::Kind::ALL.map(guichet::portals::Kind::word) {
        let sections = pages.get(kind);
        assert!(sections.is_some_and(|sections| sections.len() > 5), "{FOLDER}{kind}.md is missing or has no sections");
    }
}

#[test]
fn every_citation_leads_to_a_heading() {
    let (pages, root) = (pages(), root());
    let mut files: Vec<PathBuf> = ["src", "tests", "benches"].iter().flat_map(|it| sources(&root.join(it))).collect();
    // What stands here are examples.
    files.retain(|path| name(path) != "docs.rs");
    assert!(files.len() > 200, "only {} sources were found", files.len());
    let wrong: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let shown = path.strip_prefix(&root).unwrap_or(path).display().to_string().replace('\\', "/");
            wrong(&shown, &read(path), &pages)
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn wrong_citations_are_told_with_their_line() {
    let sections = |numbers: &[&str]| numbers.iter().map(|it| (*it).to_owned()).collect();
    let pages =
        Pages::from([("rudi".into(), sections(&["1", "1.1", "2"])), ("dastra".into(), sections(&["7", "7.2"]))]);
    let table = [
        ("// as it says (docs/portals/rudi.md 1.1 and 2), docs/portals/dastra.md 7.2.", ""),
        ("// RFC 6749 section 4.4", ""),
        ("// the page docs/portals/rudi.md", ""),
        ("fn it_works_sections_1_1_and_2() {", ""),
        ("fn it_works_dastra_section_7_trap_2() {", ""),
        ("// (docs/portals/rudi.md 1.1, 3.4)", "docs/portals/rudi.md has no section 3.4"),
        ("// (docs/portals/rudi.md 1 to 9)", "docs/portals/rudi.md has no section 9"),
        ("// (docs/portals/nothing.md 1)", "there is no page docs/portals/nothing.md"),
        ("// (section 1.1)", "a section of no page"),
        ("// (contract section", "a section of no page"),
        ("// (contracts RUDI 1.1, Dastra 7)", "a section of no page"),
        ("fn it_works_section_7_2() {", "no page has the sections of this name"),
    ];
    for (line, expected) in table {
        let found = wrong("src/portals/rudi/a.rs", &format!("\n{line}\n"), &pages);
        let expected: Vec<String> = Some(expected).filter(|it| !it.is_empty()).into_iter().map(str::to_owned).collect();
        let expected: Vec<String> = expected.iter().map(|why| format!("src/portals/rudi/a.rs:2: {why}")).collect();
        assert_eq!(found, expected, "{line}");
    }
}

#[test]
fn links_in_the_documents_lead_to_files_and_sections() {
    let (pages, root) = (pages(), root());
    let mut documents: Vec<PathBuf> = entries(&root).into_iter().filter(|path| is(path, "md")).collect();
    documents.extend(entries(&root.join("docs")).into_iter().filter(|path| is(path, "md")));
    documents.extend(entries(&root.join("docs/portals")));
    let mut wrong = Vec::new();
    for path in &documents {
        let (text, folder) = (read(path), path.parent().unwrap_or(&root).to_owned());
        for (at, line) in text.lines().enumerate() {
            for link in line.split("](").skip(1) {
                let (target, behind) = link.split_once(')').unwrap_or((link, ""));
                let file = target.split('#').next().unwrap_or_default();
                if file.is_empty() || target.contains("://") {
                    continue;
                }
                let is_there = folder.join(file).exists();
                let sections = file.strip_suffix(".md").and_then(|page| pages.get(page));
                let is_known = sections.is_none_or(|known| numbers(behind).iter().all(|it| known.contains(it)));
                if !is_there || !is_known {
                    wrong.push(format!("{}:{}: {target}{behind}", path.display(), at + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What is wrong with the citations in one source, each with its line.
fn wrong(path: &str, source: &str, pages: &Pages) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, line) in source.lines().enumerate() {
        let mut tell = |why: String| wrong.push(format!("{path}:{}: {why}", at + 1));
        for cited in line.split(FOLDER).skip(1) {
            let Some((page, behind)) = cited.split_once(".md") else { continue };
            match pages.get(page) {
                None => tell(format!("there is no page {FOLDER}{page}.md")),
                Some(sections) => numbers(behind)
                    .iter()
                    .filter(|number| !sections.contains(*number))
                    .for_each(|number| tell(format!("{FOLDER}{page}.md has no section {number}"))),
            }
        }
        if is_of_no_page(line) {
            tell("a section of no page".into());
        }
        let named = line.split_once("fn ").and_then(|(_, name)| sections_of_name(name));
        if named.is_some_and(|(name, sections)| {
            !candidates(path, source, name, pages).any(|page| page.is_superset(&sections))
        }) {
            tell("no page has the sections of this name".into());
        }
    }
    wrong
}

/// A section that is cited without its page. Those of RFCs are elsewhere.
fn is_of_no_page(line: &str) -> bool {
    let lower = line.to_lowercase();
    let of_contract = ["section", "rudi", "dastra", "isogeo", "api entreprise", "api particulier"]
        .iter()
        .any(|it| lower.contains(&format!("contract {it}")) || lower.contains(&format!("contracts {it}")));
    let mut ends =
        ["section ", "sections "].iter().flat_map(|word| lower.match_indices(word).map(|(at, _)| at + word.len()));
    let is_number = ends.any(|end| lower[end..].starts_with(|c: char| c.is_ascii_digit()));
    of_contract || (is_number && !lower.contains("rfc "))
}

/// The numbers behind a page: ` 1.1 and 2`, ` 3 to 6`, ` 1.3, 1.4`.
fn numbers(behind: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let Some(mut rest) = behind.strip_prefix(' ') else { return numbers };
    loop {
        let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches('.');
        if number.is_empty() {
            return numbers;
        }
        numbers.push(number.to_owned());
        rest = &rest[number.len()..];
        match [", ", " and ", " to "].iter().find_map(|between| rest.strip_prefix(between)) {
            Some(more) => rest = more,
            None => return numbers,
        }
    }
}

/// The sections that a function is named after, `it_works_sections_2_3_and_8(`, and what stands before them.
fn sections_of_name(function: &str) -> Option<(&str, BTreeSet<String>)> {
    let name = function.split('(').next()?;
    let (before, cited) = name.rsplit_once("_sections_").or_else(|| name.rsplit_once("_section_"))?;
    let number = |part: &str| part.split('_').filter(|it| *it != "trap").collect::<Vec<_>>().join(".");
    let sections: BTreeSet<String> = cited.split("_and_").map(number).collect();
    let are_numbers = sections.iter().all(|it| it.starts_with(|c: char| c.is_ascii_digit()));
    are_numbers.then_some((before, sections))
}

/// The pages that a name in a file may mean: that of the kind it names, that of the file's kind, else those that the file
/// cites.
fn candidates<'p>(
    path: &str,
    source: &str,
    name: &str,
    pages: &'p Pages,
) -> impl Iterator<Item = &'p BTreeSet<String>> {
    let of = |has: &dyn Fn(&str) -> bool| pages.keys().filter(|page| has(page)).cloned().collect::<Vec<String>>();
    let of_name = of(&|page| name.ends_with(&format!("_{}", page.replace('-', "_"))));
    let of_path = of(&|page| path.contains(&page.replace('-', "_")));
    let cited = of(&|page| source.contains(&format!("{FOLDER}{page}.md")));
    let chosen = [of_name, of_path, cited].into_iter().find(|pages| !pages.is_empty()).unwrap_or_default();
    pages.iter().filter(move |(page, _)| chosen.contains(page)).map(|(_, sections)| sections)
}

/// Numbers of headings: `## 2. Signing in`, `### 2.1 Tokens`.
fn pages() -> Pages {
    let number = |line: &str| {
        let heading = line.strip_prefix("##")?.trim_start_matches('#').trim();
        let number = heading.split(' ').next()?.trim_end_matches('.');
        number.starts_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
    };
    let files = entries(&root().join(FOLDER)).into_iter().filter(|path| is(path, "md"));
    files.map(|path| (name(&path).replace(".md", ""), read(&path).lines().filter_map(number).collect())).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust sources below `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let below = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    entries(folder).into_iter().flat_map(below).filter(|path| is(path, "rs")).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = read.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}
