//! Somebody who is not root: what the program does for them, where a test runs as root.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::home::{Home, Ran};

pub struct Stranger {
    pub home: Home,
    user: u32,
    program: PathBuf,
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

impl Stranger {
    /// With this configuration. `None` where one cannot be somebody else.
    pub fn new(user: u32, config: &str) -> Option<Self> {
        let can_be = || Command::new("setpriv").arg("--version").output().is_ok_and(|it| it.status.success());
        if !(is_root() && can_be()) {
            eprintln!("left out: it takes root, and setpriv, to be somebody else");
            return None;
        }
        let home = Home::new();
        fs::set_permissions(home.path(""), Permissions::from_mode(0o755)).unwrap();
        let program = home.path("guichet");
        fs::copy(home.command(&[]).get_program(), &program).unwrap();
        fs::write(home.path("config.toml"), config).unwrap();
        Some(Self { home, user, program })
    }

    /// `wrapper` runs the program with its own arguments, and is run by the stranger with these `variables` alone.
    pub fn command(&self, wrapper: &[&str], variables: &[(&str, &Path)], args: &[&str]) -> Command {
        let here = self.home.path("here");
        fs::create_dir_all(&here).unwrap();
        fs::set_permissions(&here, Permissions::from_mode(0o777)).unwrap();
        let (user, group) = (format!("--reuid={}", self.user), format!("--regid={}", self.user));
        let mut command = Command::new("setpriv");
        command.args([&user, &group, "--clear-groups"]).args(wrapper).arg(&self.program).arg("--config");
        command.arg(self.home.path("config.toml")).args(args).current_dir(here);
        command.env_clear().envs(variables.iter().copied()).env("GUICHET_LANG", "en").env("PATH", "/usr/bin:/bin");
        command
    }

    pub fn run(&self, variables: &[(&str, &Path)], args: &[&str]) -> Ran {
        self.run_in(&[], variables, args)
    }

    /// As [`Self::run`], by a `wrapper`.
    pub fn run_in(&self, wrapper: &[&str], variables: &[(&str, &Path)], args: &[&str]) -> Ran {
        let Output { status, stdout, stderr } = self.command(wrapper, variables, args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ran { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
    }

    /// A folder that is the stranger's.
    pub fn own(&self, name: &str) -> PathBuf {
        let own = self.home.path(name);
        fs::create_dir_all(&own).unwrap();
        chown(&own, Some(self.user), Some(self.user)).unwrap();
        own
    }
}
