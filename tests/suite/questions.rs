//! Questions that come up while downloads run, in a real terminal, for each of the three front ends: nothing stands still
//! for them, only what is shown answers them, and none takes a key that was meant for something else.

use std::fs::{self, File};
use std::path::PathBuf;

use guichet::config::Config;
use guichet::demo::Demo;
use serde_json::json;

use crate::city::{City, SET, body, whole};
use crate::common::home::Home;
use crate::common::server::Answer;
use crate::common::term::Term;

const CTRL_C: &str = "\x03";
const MINE: &str = "a person's own file";

/// A portal whose two files take two seconds each at the rate of `SLOWLY`; a file of the first one's name is there
/// already, and is not guichet's.
async fn with_a_taken_name() -> City {
    let city = City::new().await;
    for file in ["/files/one.csv", "/files/two.csv"] {
        city.server.answers(file, [whole()]);
    }
    fs::create_dir_all(city.home.path("data")).unwrap();
    fs::write(mine(&city), MINE).unwrap();
    let config = fs::read_to_string(city.home.config()).unwrap();
    city.home.write_config(&format!("download_dir = {:?}\n{config}", city.home.path("data")));
    city
}

const SLOWLY: [&str; 2] = ["--limit-rate", "200K"];

fn mine(city: &City) -> PathBuf {
    city.home.path("data/one.csv")
}

fn is_untouched(city: &City) -> bool {
    fs::read_to_string(mine(city)).is_ok_and(|content| content == MINE)
}

fn open(city: &City, args: &[&str], language: &str) -> Term {
    let env: Vec<(&str, &str)> = city.home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // No program of the system's is opened by a test.
    let env = [&env[..], &[("GUICHET_LANG", language), ("PATH", "/nowhere")]].concat();
    Term::spawn(110, 34, args, &env)
}

/// `get` of both files.
fn get(city: &City, language: &str) -> Term {
    let address = format!("city/{SET}");
    open(city, &[&["get", address.as_str(), "--format", "csv"], &SLOWLY[..]].concat(), language)
}

/// The browser in the dataset, with the first file asked for, which meets the taken name.
fn browser(city: &City, language: &str) -> Term {
    let mut term = open(city, &[], language);
    term.shows("> city");
    term.keys(":").keys(&format!("city/{SET}\r"));
    term.shows("> one.csv");
    term.keys("d");
    term
}

fn ends_with(screen: &vt100::Screen, text: &str) -> bool {
    screen.contents().trim_end().ends_with(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn while_get_asks_the_other_download_goes_on_and_ctrl_c_ends_it() {
    let city = with_a_taken_name().await;
    let mut term = get(&city, "en");
    term.shows("[c]ancel");
    let screen = term.shows("two.csv");
    assert!(screen.contains("verified") || term.shows("verified").contains("two.csv"), "{screen}");
    term.until("the question below it", |screen| {
        let text = screen.contents();
        text.rfind("[c]ancel") > text.rfind("verified") && ends_with(screen, "):")
    });
    assert!(fs::read(city.home.path("data/two.csv")).unwrap() == body());
    term.keys(CTRL_C);
    assert_eq!(term.end().exit_code(), 130);
    assert!(is_untouched(&city));
    assert_eq!(city.queue().len(), 1, "what was not answered is remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_not_written_over_what_is_typed() {
    let city = with_a_taken_name().await;
    let mut term = get(&city, "en");
    term.shows("[c]ancel");
    term.keys("ren").until("what is typed", |screen| ends_with(screen, "): ren"));
    term.keys("ame\r");
    term.shows("one (2).csv");
    term.shows("two.csv");
    assert_eq!(term.end().exit_code(), 0);
    assert!(is_untouched(&city));
    assert!(fs::read(city.home.path("data/one (2).csv")).unwrap() == body());
}

#[tokio::test(flavor = "multi_thread")]
async fn get_takes_only_the_answers_that_it_shows() {
    let city = with_a_taken_name().await;
    for (language, others, refusal, letter) in
        [("en", ["e", "i", "oui"], "none of the answers", "o"), ("fr", ["o", "s", "yes"], "aucune des réponses", "e")]
    {
        let mut term = get(&city, language);
        for (asked, other) in others.iter().enumerate() {
            term.until("the question", |screen| ends_with(screen, ":"));
            term.keys(other).keys("\r");
            term.until("that it is none", |screen| screen.contents().matches(refusal).count() == asked + 1);
        }
        term.keys(letter).keys("\r");
        term.until("that it takes the word", |screen| {
            screen.contents().matches('«').count() > 1 || screen.contents().contains("whole word")
        });
        assert!(is_untouched(&city), "a letter alone never overwrites");
        term.keys(CTRL_C);
        term.end();
        assert!(is_untouched(&city), "{language}");
        let _ = fs::remove_file(city.home.path("data/two.csv"));
        assert_eq!(city.run(&["queue", "clear"]).code, 0);
    }
    let mut term = get(&city, "fr");
    term.until("the question", |screen| screen.contents().contains("écraser") && ends_with(screen, ":"));
    term.keys("ecraser\r");
    term.shows("one.csv");
    term.end();
    assert!(fs::read(mine(&city)).unwrap() == body(), "the whole word does, with its accent or without");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_browser_a_taken_name_takes_no_key_until_it_is_opened() {
    let city = with_a_taken_name().await;
    let mut term = browser(&city, "en");
    term.shows("waits for an answer: w");
    term.keys("jojo").until("the keys to reach the list", |screen| screen.contents().contains("> Flux WFS"));
    assert!(term.shows("waits for an answer").contains("one.csv") && is_untouched(&city));
    term.keys("w").shows("file exists");
    term.keys("o").shows("Press o again");
    term.keys("x").until("the question again", |screen| !screen.contents().contains("Press o again"));
    assert!(is_untouched(&city));
    term.keys("\u{1b}").until("the question to go", |screen| !screen.contents().contains("file exists"));
    term.click("waits for an answer").shows("file exists");
    term.keys("r").shows("verified");
    assert!(is_untouched(&city) && fs::read(city.home.path("data/one (2).csv")).unwrap() == body());
    term.keys("q");
    assert!(term.end().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_french_browser_the_keys_are_french() {
    let city = with_a_taken_name().await;
    let mut term = browser(&city, "fr");
    term.shows("attend une réponse");
    term.keys("w").shows("remplacer le fichier");
    term.keys("ooss").keys("e").shows("Encore e");
    assert!(is_untouched(&city));
    term.keys("e").shows("vérifié");
    assert!(fs::read(mine(&city)).unwrap() == body());
    term.keys("q");
    assert!(term.end().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn in_lines_only_numbers_and_words_that_are_shown_answer() {
    let city = with_a_taken_name().await;
    let mut term = open(&city, &["--plain"], "fr");
    let prompt = |term: &Term, text: &str| drop(term.until(text, |screen| ends_with(screen, text)));
    prompt(&term, "Votre choix\u{a0}:");
    for line in [&format!("g city/{SET}"), "d 1", "j wait"] {
        term.keys(line).keys("\r");
        term.shows(line);
    }
    term.shows("remplacer le fichier");
    for line in ["o", "overwrite", "e", "3"] {
        term.keys(line).keys("\r");
        term.until("another try", |screen| ends_with(screen, ":"));
        assert!(is_untouched(&city), "{line}");
    }
    term.keys("renommer\r").shows("one (2).csv");
    term.keys("q\r");
    assert!(term.end().success() && is_untouched(&city));
}

/// A portal that is signed in to, the credential in an encrypted file, and a download of it that an earlier run left.
async fn with_an_encrypted_file() -> City {
    const OPENS: (&str, &str) = ("GUICHET_PASSPHRASE", "open sesame");
    let mut city = with_a_taken_name().await;
    let pair = json!({"jwtToken": "Bearer token", "refreshToken": "Bearer refresh"});
    city.server.answers("/authenticate", [Answer::json(&pair)]);
    let url = city.server.url.to_string();
    let open = ["east", "west"].map(|name| format!("[portals.{name}]\nkind = \"rudi\"\nurl = \"{url}{name}/\"\n"));
    let config = fs::read_to_string(city.home.config()).unwrap();
    city.home.write_config(&format!("{config}sign_in = \"login\"\n{}", open.concat()));
    let memory = city.home.env.iter_mut().find(|(name, _)| name == "GUICHET_SECRETS").unwrap();
    memory.1 = "file".to_owned();
    city.home.env.push((OPENS.0.to_owned(), OPENS.1.to_owned()));
    let set = ["auth", "set", "city", "--id", "ada", "--secret-stdin", "--untested"];
    let set = tokio::task::block_in_place(|| city.home.run(&set, "pw"));
    assert_eq!(set.code, 0, "{set:?}");
    let mut term = get(&city, "en");
    term.shows("[c]ancel");
    term.shows("verified");
    term.keys(CTRL_C).end();
    assert_eq!(city.queue().len(), 1);
    fs::remove_file(mine(&city)).unwrap();
    city.home.env.pop();
    city
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_browser_the_passphrase_takes_no_key_until_it_is_opened() {
    let city = with_an_encrypted_file().await;
    let mut term = open(&city, &[], "en");
    let (waits, asks) = ("a passphrase is wanted: w", "Passphrase of the encrypted file (hidden");
    term.until("the download of the earlier run", |screen| screen.contents().contains("paused"));
    term.shows(waits);
    term.keys("\t\t").keys(" ").keys("\t"); // the download goes on, and needs the secret
    term.until("the download to go on", |screen| !screen.contents().contains("paused"));
    term.keys("jojo").until("the keys to reach the list", |screen| screen.contents().contains("> west"));
    assert!(!term.shows(waits).contains(asks));

    term.keys("w").shows(asks);
    term.keys("open barley\r").until("that it is wrong", |screen| {
        let text = screen.contents();
        text.contains("That passphrase does not open it.") && text.contains(waits) && !text.contains(asks)
    });
    term.keys("k").until("the keys to reach the list", |screen| screen.contents().contains("> east"));
    term.click(waits).shows(asks);
    term.keys("j\u{1b}").until("the question to go", |screen| !screen.contents().contains(asks));
    assert!(term.shows(waits).contains("> east"));
    term.keys("w").shows("(hidden, 0 characters)");
    term.keys("open sesame\r").shows("verified");
    assert!(!term.shows("> east").contains(waits));
    assert!(fs::read(mine(&city)).unwrap() == body());
    term.keys("q");
    assert!(term.end().success());
}

/// Holds the lock of the queue, as another process may for as long as it likes.
fn locked_queue(city: &City) -> File {
    let folder = city.home.path("state/guichet");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("queue.lock")).unwrap();
    lock.lock().unwrap();
    lock
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_another_process_holds_freezes_no_front_end() {
    let city = with_a_taken_name().await;
    let lock = locked_queue(&city);
    city.server.answers("/files/one.csv", [Answer::raw("text/csv", body()).header("etag", "\"v1\"")]);

    let mut term = browser(&city, "en");
    term.shows("waits for an answer");
    term.keys("?").shows("open the row");
    term.keys("q").keys("wr").shows("verified");
    term.keys("q");
    assert!(term.end().success());

    let mut term = open(&city, &["--plain"], "en");
    term.shows("Your choice:");
    for line in [&format!("g city/{SET}"), "d 2", "j wait"] {
        term.keys(line).keys("\r");
        term.shows(line);
    }
    term.shows("two.csv: verified");
    term.keys("q\r");
    assert!(term.end().success());

    fs::remove_file(city.home.path("data/two.csv")).unwrap();
    let address = format!("city/{SET}");
    let mut term = open(&city, &["get", &address, "--format", "csv", "--if-exists", "rename"], "en");
    term.shows("two.csv");
    assert!(term.end().success(), "it waits no longer than it must");
    assert!(is_untouched(&city));
    drop(lock);
}

/// What was answered the last time is the beginning of a question; where nobody can be asked it is not there at all, so
/// that one line does the same on every machine.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_the_last_time_begins_a_question_and_is_never_taken_without_one() {
    let demo = Demo::start(0).await.unwrap();
    let token = Demo::credentials().into_iter().find(|(portal, _)| *portal == "api-entreprise").unwrap().1;
    let home = Home::new().set("GUICHET_API_ENTREPRISE_TOKEN", token.secret().expose());
    home.write_config(&Config::file_for(&demo.portals()));
    let run = |args: &[&str]| tokio::task::block_in_place(|| home.run(args, ""));
    let get = |more: &[&'static str]| {
        let address = "api-entreprise/v4_insee_unites_legales_diffusables/json";
        [&["get", address, "-o", "data", "--param", "siren=552049447"], more].concat()
    };
    let answered = run(&get(&["--param", "context=aide", "--param", "object=dossier 12"]));
    let kept = fs::read_to_string(home.path("state/guichet/answers.json")).unwrap();
    assert!(kept.contains("dossier 12") && !kept.contains("552049447"), "{kept} {answered:?}");
    for more in [&[][..], &["--json"]] {
        let ran = run(&get(more));
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == 2 && said.contains("context") && said.contains("object"), "{ran:?}");
    }
    let preview =
        run(&["preview", "api-entreprise/v4_insee_unites_legales_diffusables/json", "--param", "siren=552049447"]);
    assert!(preview.code == 2 && preview.err.contains("object"), "{preview:?}");
    let env: Vec<(&str, &str)> = home.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut term = Term::spawn(110, 34, &get(&["--param", "context=marché"]), &env);
    term.shows("(object) [dossier 12]:");
    term.keys("dossier 13\r");
    term.end();
    let kept = fs::read_to_string(home.path("state/guichet/answers.json")).unwrap();
    assert!(kept.contains("dossier 13") && kept.contains("marché"), "{kept}");
}
