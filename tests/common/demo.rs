//! The demo portals, served by the real program or by this very process.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use guichet::config::Config;

use super::home::Home;

/// The demo within this process, and a home whose configuration has its portals, one of which is signed in to.
pub async fn signed_in() -> (guichet::demo::Demo, Home) {
    let demo = guichet::demo::Demo::start(0).await.unwrap();
    let home = Home::new().set("GUICHET_SECRETS", "memory").set("GUICHET_RUDI_LOGIN", "demo@exemple.bzh");
    let home = home.set("GUICHET_RUDI_PASSWORD", "galette-saucisse");
    home.write_config(&Config::file_for(&demo.portals()));
    (demo, home)
}

/// The demo, served until it is dropped, and the variables by which the other commands use it.
pub struct Demo {
    child: Child,
    pub env: Vec<(String, String)>,
}

impl Demo {
    pub fn start() -> Self {
        let mut demo = Command::new(env!("CARGO_BIN_EXE_guichet"));
        demo.args(["demo", "--headless"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = demo.spawn().unwrap();
        let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        let pair = |line: String| {
            let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
            Some((name.to_owned(), value.trim_matches('\'').to_owned()))
        };
        let mut env = vec![];
        for (name, value) in lines.map_while(pair) {
            let is_last = name == "GUICHET_API_PARTICULIER_TOKEN";
            env.push((name, value));
            if is_last {
                break;
            }
        }
        Self { child, env }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
