//! No secret is anywhere but in the login record: every auth command runs with known secrets, and all outputs and
//! files are searched for them.

use flixir::ports::Unreachable;

use crate::support::{ParseFault as _, Ran, TestBrowser, Visit, World};

struct Search {
    world: World,
    secrets: Vec<String>,
}

impl Search {
    /// Runs a command and searches what it printed; the request token in the approval address is meant to be seen.
    fn run(&self, arguments: &[&str], visit: Visit) -> Ran {
        let ran = self.world.visit(arguments, visit);
        for secret in &self.secrets {
            for (name, text) in [("output", &ran.stdout), ("messages", &ran.stderr)] {
                assert!(
                    !text.contains(secret.as_str()),
                    "{arguments:?} shows a secret in its {name}: {text}"
                );
            }
        }
        ran
    }

    /// Learns the secrets of a login.
    fn learn(&mut self, profile: &str) {
        let kept = self.world.keyring.entry(profile).unwrap();
        for key in ["session_id", "user_token"] {
            if let Some(secret) = kept[key].as_str() {
                self.secrets.push(secret.to_owned());
            }
        }
    }

    fn search_files(&self) {
        let files = self.world.files();
        assert!(files.iter().any(|(path, _)| path.ends_with("state.db")), "there is something to search");
        for (path, content) in files.iter().filter(|(path, _)| path.extension() != Some("login".as_ref())) {
            for secret in &self.secrets {
                let found = content.windows(secret.len()).any(|piece| piece == secret.as_bytes());
                assert!(!found, "a secret is in {}", path.display());
            }
        }
    }
}

#[test]
fn no_secret_is_printed_or_written_anywhere_else() {
    for world in [World::with_token(), World::with_key()] {
        let secrets = vec![world.sandbox.token().to_owned(), world.sandbox.key().to_owned()];
        let mut search = Search { world, secrets };
        search.run(&["auth", "login", "-vv"], Visit::approving());
        search.learn("default");
        let token = search.world.run(&["auth", "token", "--json"]).stdout;
        for arguments in [
            &["auth", "status", "-vv"][..],
            &["auth", "status", "--check", "--json"],
            &["auth", "status", "--all", "--check", "-o", "csv"],
            &["auth", "login", "--offline"],
            &["config", "ls", "--json"],
        ] {
            search.run(arguments, Visit::default());
        }
        search.run(
            &["auth", "login", "--with-session", "--profile", "two", "-vv", "--json"],
            Visit::stdin(&token),
        );
        let insecure = ["auth", "login", "--insecure-storage", "--profile", "three", "-vv"];
        search.run(&insecure, Visit::approving());
        search.run(
            &["auth", "login", "--profile", "four"],
            Visit::browser(TestBrowser::deciding("deny", "ada")),
        );
        search.search_files();

        let garbled = token.replace('}', "");
        search.run(&["auth", "login", "--with-session", "--profile", "five"], Visit::stdin(&garbled));
        search.world.sandbox.add_fault("*: 500 x2".parse_fault());
        search.run(&["auth", "status", "--check", "-vv"], Visit::default());
        search.world.sandbox.clear_faults();
        search.world.keyring.break_with(Some(Unreachable::Other));
        search.run(&["auth", "status", "-vv"], Visit::default());
        search.world.keyring.break_with(None);
        search.world.sandbox.go_down();
        search.run(&["auth", "status", "--check", "-vv", "--json"], Visit::default());
        search.run(&["auth", "logout", "-vv", "--json"], Visit::default());
        search.world.sandbox.come_back().unwrap();
        search.run(&["auth", "logout", "--profile", "two", "-vv"], Visit::default());
        search.search_files();
    }
}
