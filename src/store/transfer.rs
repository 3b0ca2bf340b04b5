//! What imports decided, and what files were last applied.

use std::collections::BTreeMap;

use super::lists::{item_of, parse_ref, sql_id};
use super::state::Tx;
use crate::domain::{MediaRef, Timestamp};
use crate::error::Result;

/// What `lists apply` last made of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppliedRow {
    /// Local id of the list.
    pub list: String,
    /// The file, as an absolute path.
    pub source: String,
    /// The name that the file gave.
    pub name: Option<String>,
    /// The description that it gave.
    pub description: Option<String>,
    /// Whether everyone may read the list, where it said so.
    pub public: Option<bool>,
    /// Its items.
    pub items: Vec<MediaRef>,
}

/// What a row of an imported file was decided to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The title.
    pub item: MediaRef,
    /// The name of the rule that decided; `None` for a person.
    pub rule: Option<String>,
}

/// How long versions are kept, in milliseconds: 180 days, as TMDB's terms and docs/three-memories-of-a-list.md have it.
const VERSIONS_KEPT: u64 = 180 * 24 * 60 * 60 * 1000;

/// The most versions of each role that are kept of a list.
const VERSIONS_MOST: u32 = 200;

/// What a version of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionRole {
    /// What `lists export` wrote.
    Exported,
    /// What a file with that hash was last applied as.
    Applied,
}

impl VersionRole {
    const fn name(self) -> &'static str {
        match self {
            Self::Exported => "exported",
            Self::Applied => "applied",
        }
    }
}

impl Tx<'_> {
    /// Returns the common version of a list and a file with this hash: what was last applied from such a file, and before
    /// the first time what was exported.
    ///
    /// # Errors
    /// `storage`.
    pub fn common_version(&self, list: &str, hash: &str) -> Result<Option<AppliedRow>> {
        // 'applied' stands before 'exported'.
        self.first(
            "SELECT list, '', name, description, public, items FROM list_version WHERE list = ?1 AND hash = ?2
             ORDER BY role LIMIT 1",
            (list, hash),
            applied_row,
        )
    }

    /// Keeps a version, and forgets those that are old or too many. Equal versions are kept once; the newest applied one
    /// is never forgotten, and exports push out exported ones only.
    ///
    /// # Errors
    /// `storage`.
    pub fn keep_version(
        &self,
        version: &AppliedRow,
        hash: &str,
        role: VersionRole,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(
            "INSERT INTO list_version(list, hash, role, name, description, public, items, kept_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT(list, hash, role) DO UPDATE SET name = excluded.name, description = excluded.description,
               public = excluded.public, items = excluded.items, kept_at = excluded.kept_at",
            (
                &version.list,
                hash,
                role.name(),
                &version.name,
                &version.description,
                version.public,
                items_json(&version.items),
                now.millis(),
            ),
        )?;
        self.sweep_versions(&version.list, role, now)
    }

    fn sweep_versions(&self, list: &str, role: VersionRole, now: Timestamp) -> Result<()> {
        let oldest = now.minus(std::time::Duration::from_millis(VERSIONS_KEPT));
        self.execute(
            "DELETE FROM list_version WHERE list = ?1 AND role = ?2 AND (kept_at < ?3 OR hash NOT IN (
               SELECT hash FROM list_version WHERE list = ?1 AND role = ?2 ORDER BY kept_at DESC, hash LIMIT ?4))
             AND NOT (role = 'applied' AND kept_at = (
               SELECT max(kept_at) FROM list_version WHERE list = ?1 AND role = 'applied'))",
            (list, role.name(), oldest.millis(), VERSIONS_MOST),
        )?;
        Ok(())
    }

    /// Returns what was decided for these keys. What flixir decided before it kept the rules' names is left out: those
    /// rules were laxer.
    ///
    /// # Errors
    /// `storage`.
    pub fn decisions<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k str>,
    ) -> Result<BTreeMap<String, Decision>> {
        let mut decisions = BTreeMap::new();
        for key in keys {
            let found = self.first(
                "SELECT media, media_id, rule FROM match_decision WHERE key = ?1 AND (by_person OR rule IS NOT NULL)",
                [key],
                |row| Ok(Decision { item: item_of(row)?, rule: row.get("rule")? }),
            )?;
            decisions.extend(found.map(|decision| (key.to_owned(), decision)));
        }
        Ok(decisions)
    }

    /// Keeps what was decided, by a rule of this name or, where that is `None`, by a person. A person's decision is not
    /// replaced by flixir's later.
    ///
    /// # Errors
    /// `storage`.
    pub fn keep_decision(&self, key: &str, item: MediaRef, rule: Option<&str>, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO match_decision(key, media, media_id, by_person, rule, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT(key) DO UPDATE SET media = excluded.media, media_id = excluded.media_id,
               by_person = excluded.by_person, rule = excluded.rule, decided_at = excluded.decided_at
             WHERE excluded.by_person >= match_decision.by_person",
            (key, item.media_type.name(), sql_id(item.id), rule.is_none(), rule, now.millis()),
        )?;
        Ok(())
    }

    /// Forgets what was decided before `before`.
    ///
    /// # Errors
    /// `storage`.
    pub fn sweep_decisions(&self, before: Timestamp) -> Result<()> {
        self.execute("DELETE FROM match_decision WHERE decided_at < ?1", [before.millis()])?;
        Ok(())
    }

    /// Returns what was last applied to a list.
    ///
    /// # Errors
    /// `storage`.
    pub fn applied(&self, list: &str) -> Result<Option<AppliedRow>> {
        self.first(
            "SELECT list, source, name, description, public, items FROM applied WHERE list = ?1",
            [list],
            applied_row,
        )
    }

    /// Returns what was last applied of a file, whatever its list was called: so a new name in the file renames.
    ///
    /// # Errors
    /// `storage`.
    pub fn applied_from(&self, account: &str, source: &str) -> Result<Vec<AppliedRow>> {
        self.rows(
            "SELECT a.list, a.source, a.name, a.description, a.public, a.items
             FROM applied a JOIN list l ON l.uid = a.list WHERE l.account = ?1 AND a.source = ?2
             ORDER BY a.applied_at DESC",
            (account, source),
            applied_row,
        )
    }

    /// Keeps what was applied.
    ///
    /// # Errors
    /// `storage`.
    pub fn keep_applied(&self, row: &AppliedRow, now: Timestamp) -> Result<()> {
        self.execute(
            "INSERT INTO applied(list, source, name, description, public, items, applied_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT(list) DO UPDATE SET source = excluded.source, name = excluded.name,
               description = excluded.description, public = excluded.public, items = excluded.items,
               applied_at = excluded.applied_at",
            (
                &row.list,
                &row.source,
                &row.name,
                &row.description,
                row.public,
                items_json(&row.items),
                now.millis(),
            ),
        )?;
        Ok(())
    }
}

fn items_json(items: &[MediaRef]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    serde_json::Value::from(items).to_string()
}

fn applied_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<AppliedRow> {
    let items: Vec<String> = serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default();
    Ok(AppliedRow {
        list: row.get(0)?,
        source: row.get(1)?,
        name: row.get(2)?,
        description: row.get(3)?,
        public: row.get(4)?,
        items: items.iter().filter_map(|text| parse_ref(text)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::State;

    #[test]
    fn a_persons_word_stands() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let now = Timestamp::from_millis(5);
        let by = |id: u64, rule: Option<&str>| Decision {
            item: MediaRef::movie(id),
            rule: rule.map(str::to_owned),
        };
        let decided = |by_person: bool, id: u64| {
            let rule = (!by_person).then_some("exact_title_year");
            state
                .write(|tx| {
                    tx.keep_decision("heat", MediaRef::movie(id), rule, now)?;
                    tx.decisions(["heat", "alien"])
                })
                .unwrap()
        };
        assert_eq!(decided(false, 1).get("heat"), Some(&by(1, Some("exact_title_year"))));
        assert_eq!(decided(false, 2).get("heat"), Some(&by(2, Some("exact_title_year"))));
        assert_eq!(decided(true, 949).get("heat"), Some(&by(949, None)));
        let after = decided(false, 3);
        assert_eq!((after.get("heat"), after.len()), (Some(&by(949, None)), 1));
        state.write(|tx| tx.sweep_decisions(Timestamp::from_millis(6))).unwrap();
        assert!(state.read(|tx| tx.decisions(["heat"])).unwrap().is_empty());
    }

    #[test]
    fn versions_are_kept_once_and_exports_push_out_no_applied_one() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let version = |id: u64| AppliedRow {
            list: "u".to_owned(),
            items: vec![MediaRef::movie(id)],
            ..AppliedRow::default()
        };
        let keep = |id: u64, hash: &str, role, at: u64| {
            let now = Timestamp::from_millis(at.try_into().unwrap());
            state.write(|tx| tx.keep_version(&version(id), hash, role, now)).unwrap();
        };
        state
            .write(|tx| {
                tx.add_provisional_account("me")?;
                tx.add_list("u", "me", None, Timestamp::from_millis(1))
            })
            .unwrap();
        let common = |hash: &str| state.read(|tx| tx.common_version("u", hash)).unwrap();
        keep(1, "h", VersionRole::Exported, 10);
        keep(1, "h", VersionRole::Exported, 11);
        assert_eq!(common("h"), Some(version(1)));
        keep(2, "h", VersionRole::Applied, 12);
        assert_eq!(common("h"), Some(version(2)), "what was applied comes before what was exported");
        for number in 0..u64::from(VERSIONS_MOST) + 5 {
            keep(3, &format!("x{number}"), VersionRole::Exported, 20 + number);
        }
        assert_eq!((common("x4"), common("x5")), (None, Some(version(3))));
        assert_eq!(common("h"), Some(version(2)));
        keep(4, "late", VersionRole::Exported, 1000 + VERSIONS_KEPT);
        assert_eq!((common("x204"), common("h"), common("late")), (None, Some(version(2)), Some(version(4))));
    }

    #[test]
    fn applied_states_are_found_by_list_and_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let now = Timestamp::from_millis(5);
        let row = AppliedRow {
            list: "u".to_owned(),
            source: "/lists/a.list".to_owned(),
            name: Some("A".to_owned()),
            description: None,
            public: Some(false),
            items: vec![MediaRef::movie(603), MediaRef::tv(1399)],
        };
        state
            .write(|tx| {
                tx.add_provisional_account("me")?;
                tx.add_list("u", "me", None, now)?;
                tx.keep_applied(&AppliedRow { name: None, items: Vec::new(), ..row.clone() }, now)?;
                tx.keep_applied(&row, now)
            })
            .unwrap();
        assert_eq!(state.read(|tx| tx.applied("u")).unwrap(), Some(row.clone()));
        assert_eq!(state.read(|tx| tx.applied_from("me", "/lists/a.list")).unwrap(), [row]);
        assert_eq!(state.read(|tx| tx.applied_from("you", "/lists/a.list")).unwrap(), []);
        state.write(|tx| tx.drop_list("u")).unwrap();
        assert_eq!(state.read(|tx| tx.applied("u")).unwrap(), None);
    }
}
