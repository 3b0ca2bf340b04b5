//! What `lists apply` has to do: a pure three-way comparison of a file, the state that was last applied, and TMDB. Not
//! for reading files or writing lists.
//!
//! # The rule
//! The applied state shows which side changed what. What changed in the file is pushed. What changed on TMDB is drift:
//! it is
//! reported and kept, or, under `--prune`, undone, so that TMDB is what the file says. Where both changed one field,
//! the file wins. What a file doesn't mention (`# public:` left out) it doesn't manage.
//!
//! | in file | applied | on TMDB | without `--prune` | with `--prune` |
//! | --- | --- | --- | --- | --- |
//! | yes | no | no | add | add |
//! | yes | yes | no | drift, stays off | add again |
//! | no | yes | yes | remove | remove |
//! | no | no | yes | drift, stays on | remove |
//! | otherwise | | | nothing | nothing |
//!
//! Where no common version is known nothing is removed, and the file's fields are pushed. What is on TMDB and not in the
//! file is then told as unknown: it may have been added there, or taken out of the file.

use std::collections::BTreeSet;

use crate::domain::{ListFields, MediaRef, one_line};

/// What a file asks for, or what TMDB has, or what was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListContent {
    /// The name.
    pub name: Option<String>,
    /// The description; `None` in a file that doesn't manage it.
    pub description: Option<String>,
    /// Whether everyone may read it; `None` where not managed, or unknown (v3).
    pub public: Option<bool>,
    /// The items. Their order is the file's, and TMDB's own on TMDB.
    pub items: Vec<MediaRef>,
}

/// Whether TMDB's own changes are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prune {
    /// They are reported and kept.
    Keep,
    /// They are undone.
    Undo,
}

/// Why a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The file has it, and didn't before.
    AddedInFile,
    /// The file had it, and doesn't any more.
    RemovedFromFile,
    /// The file says otherwise than before.
    ChangedInFile,
    /// It was changed on TMDB, and `--prune` undoes that.
    Drift,
}

impl Reason {
    /// Returns the word for plans and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AddedInFile => "added_in_file",
            Self::RemovedFromFile => "removed_from_file",
            Self::ChangedInFile => "changed_in_file",
            Self::Drift => "drift",
        }
    }
}

/// One item to put on or take off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The item.
    pub item: MediaRef,
    /// Why.
    pub reason: Reason,
}

/// Something that was changed on TMDB, not in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// On TMDB, neither in the file nor put there by it.
    Extra(MediaRef),
    /// On TMDB and not in the file, and nothing says who changed it.
    Unknown(MediaRef),
    /// In the file, put on TMDB by it, and gone there.
    Missing(MediaRef),
    /// A field with its name, TMDB's value, and the file's.
    Field(&'static str, String, String),
}

/// What is to be done. Steps are sorted, so that a plan prints and tests the same every time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplyPlan {
    /// The list doesn't exist yet.
    pub create: bool,
    /// Fields to write, in creation or in a change.
    pub fields: ListFields,
    /// Items to put on, in the file's order: new lists then stand as they were written.
    pub add: Vec<Step>,
    /// Items to take off.
    pub remove: Vec<Step>,
    /// What differs and stays.
    pub drift: Vec<Drift>,
}

impl ApplyPlan {
    /// Returns whether TMDB needs nothing (drift that stays is no need).
    pub fn is_empty(&self) -> bool {
        !self.create && self.fields.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }

    /// Returns the number of steps: items, and one for creation or changed fields.
    pub fn steps(&self) -> usize {
        usize::from(self.create || !self.fields.is_empty()) + self.add.len() + self.remove.len()
    }
}

/// Compares. `applied` is `None` where the file was never applied, `remote` where TMDB has no such list.
pub fn plan(
    file: &ListContent,
    applied: Option<&ListContent>,
    remote: Option<&ListContent>,
    prune: Prune,
) -> ApplyPlan {
    let Some(remote) = remote else {
        let add = unique(&file.items).into_iter().map(|item| Step { item, reason: Reason::AddedInFile });
        return ApplyPlan {
            create: true,
            fields: ListFields {
                name: file.name.clone(),
                description: file.description.clone(),
                public: file.public,
                sort_by: None,
            },
            add: add.collect(),
            ..ApplyPlan::default()
        };
    };
    let mut plan = ApplyPlan::default();
    compare_fields(file, applied, remote, prune, &mut plan);
    compare_items(file, applied, remote, prune, &mut plan);
    plan.drift.sort();
    plan
}

fn compare_items(
    file: &ListContent,
    applied: Option<&ListContent>,
    remote: &ListContent,
    prune: Prune,
    plan: &mut ApplyPlan,
) {
    let in_file: BTreeSet<MediaRef> = file.items.iter().copied().collect();
    let on_tmdb: BTreeSet<MediaRef> = remote.items.iter().copied().collect();
    let was_applied: BTreeSet<MediaRef> =
        applied.into_iter().flat_map(|applied| &applied.items).copied().collect();
    for item in unique(&file.items).into_iter().filter(|item| !on_tmdb.contains(item)) {
        match (was_applied.contains(&item), prune) {
            (false, _) => plan.add.push(Step { item, reason: Reason::AddedInFile }),
            (true, Prune::Undo) => plan.add.push(Step { item, reason: Reason::Drift }),
            (true, Prune::Keep) => plan.drift.push(Drift::Missing(item)),
        }
    }
    for item in on_tmdb.difference(&in_file).copied() {
        match (was_applied.contains(&item), prune) {
            (true, _) => plan.remove.push(Step { item, reason: Reason::RemovedFromFile }),
            (false, Prune::Undo) => plan.remove.push(Step { item, reason: Reason::Drift }),
            (false, Prune::Keep) if applied.is_none() => plan.drift.push(Drift::Unknown(item)),
            (false, Prune::Keep) => plan.drift.push(Drift::Extra(item)),
        }
    }
}

fn compare_fields(
    file: &ListContent,
    applied: Option<&ListContent>,
    remote: &ListContent,
    prune: Prune,
    plan: &mut ApplyPlan,
) {
    let tidy = |text: &Option<String>| text.as_deref().map(tidy);
    let name = Field {
        name: "name",
        // A file has a name on one line.
        file: file.name.as_deref().map(one_line),
        applied: applied.and_then(|applied| applied.name.as_deref().map(one_line)),
        remote: remote.name.as_deref().map(one_line),
    };
    if name.pushes(prune, &mut plan.drift) {
        plan.fields.name.clone_from(&file.name);
    }
    let description = Field {
        name: "description",
        file: tidy(&file.description),
        applied: applied.and_then(|applied| tidy(&applied.description)),
        // TMDB doesn't tell an empty description from none.
        remote: Some(tidy(&remote.description).unwrap_or_default()),
    };
    if description.pushes(prune, &mut plan.drift) {
        plan.fields.description.clone_from(&file.description);
    }
    let word = |flag: Option<bool>| flag.map(|flag| flag.to_string());
    let public = Field {
        name: "public",
        file: word(file.public),
        applied: applied.and_then(|applied| word(applied.public)),
        // If TMDB doesn't say (v3), the file's value counts as applied.
        remote: word(remote.public.or(file.public)),
    };
    if public.pushes(prune, &mut plan.drift) {
        plan.fields.public = file.public;
    }
}

struct Field {
    name: &'static str,
    file: Option<String>,
    applied: Option<String>,
    remote: Option<String>,
}

impl Field {
    fn pushes(self, prune: Prune, drift: &mut Vec<Drift>) -> bool {
        let Some(file) = self.file else { return false };
        if self.remote.as_ref() == Some(&file) {
            return false;
        }
        let is_changed_in_file = self.applied.as_ref() != Some(&file);
        if !is_changed_in_file && prune == Prune::Keep {
            drift.push(Drift::Field(self.name, self.remote.unwrap_or_default(), file));
            return false;
        }
        true
    }
}

/// White space around lines, and what a file can't hold within one, is nobody's change.
fn tidy(text: &str) -> String {
    text.trim().lines().map(one_line).collect::<Vec<_>>().join("\n")
}

fn unique(items: &[MediaRef]) -> Vec<MediaRef> {
    let mut seen = BTreeSet::new();
    items.iter().copied().filter(|item| seen.insert(*item)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content(name: &str, items: &[u64]) -> ListContent {
        ListContent {
            name: Some(name.to_owned()),
            items: items.iter().map(|id| MediaRef::movie(*id)).collect(),
            ..ListContent::default()
        }
    }

    fn ids(steps: &[Step]) -> Vec<(u64, Reason)> {
        steps.iter().map(|step| (step.item.id, step.reason)).collect()
    }

    #[test]
    fn follows_the_table_of_the_rule() {
        let file = content("A", &[1, 2, 3]);
        let applied = content("A", &[2, 3, 4, 5]);
        let remote = content("A", &[3, 4, 6]);
        let kept = plan(&file, Some(&applied), Some(&remote), Prune::Keep);
        assert_eq!(ids(&kept.add), [(1, Reason::AddedInFile)]);
        assert_eq!(ids(&kept.remove), [(4, Reason::RemovedFromFile)]);
        assert_eq!(kept.drift, [Drift::Extra(MediaRef::movie(6)), Drift::Missing(MediaRef::movie(2))]);
        assert_eq!((kept.steps(), kept.fields.is_empty(), kept.create), (2, true, false));
        let undone = plan(&file, Some(&applied), Some(&remote), Prune::Undo);
        assert_eq!(ids(&undone.add), [(1, Reason::AddedInFile), (2, Reason::Drift)]);
        assert_eq!(ids(&undone.remove), [(4, Reason::RemovedFromFile), (6, Reason::Drift)]);
        assert_eq!(undone.drift, []);
    }

    #[test]
    fn a_list_that_was_never_applied_loses_nothing() {
        let plan = plan(&content("A", &[1]), None, Some(&content("A", &[2])), Prune::Keep);
        assert_eq!((ids(&plan.add), plan.remove.len()), (vec![(1, Reason::AddedInFile)], 0));
        assert_eq!(plan.drift, [Drift::Unknown(MediaRef::movie(2))]);
    }

    #[test]
    fn a_list_that_is_nowhere_is_made() {
        let file = ListContent {
            description: Some("d".to_owned()),
            public: Some(false),
            ..content("A", &[2, 1, 2])
        };
        let plan = plan(&file, None, None, Prune::Keep);
        assert!(plan.create && !plan.is_empty());
        assert_eq!(plan.fields.name.as_deref(), Some("A"));
        assert_eq!((plan.fields.description.as_deref(), plan.fields.public), (Some("d"), Some(false)));
        assert_eq!(ids(&plan.add), [(2, Reason::AddedInFile), (1, Reason::AddedInFile)]);
        assert_eq!(plan.steps(), 3);
    }

    #[test]
    fn fields_follow_the_same_rule() {
        let with = |description: &str, public: Option<bool>| ListContent {
            description: Some(description.to_owned()),
            public,
            ..content("A", &[])
        };
        let applied = with("old", Some(true));
        let changed = plan(&with("new", Some(false)), Some(&applied), Some(&applied), Prune::Keep);
        assert_eq!(
            (changed.fields.description.as_deref(), changed.fields.public),
            (Some("new"), Some(false))
        );
        let drifted = plan(&applied, Some(&applied), Some(&with("theirs", None)), Prune::Keep);
        assert!(drifted.is_empty());
        assert_eq!(drifted.drift, [Drift::Field("description", "theirs".to_owned(), "old".to_owned())]);
        let undone = plan(&applied, Some(&applied), Some(&with("theirs", None)), Prune::Undo);
        assert_eq!(undone.fields.description.as_deref(), Some("old"));
        let both = plan(&with("mine", None), Some(&applied), Some(&with("theirs", None)), Prune::Keep);
        assert_eq!(both.fields.description.as_deref(), Some("mine"));
        // What a file doesn't mention isn't changed.
        assert!(
            plan(&content("A", &[]), Some(&applied), Some(&with("theirs", Some(false))), Prune::Undo)
                .is_empty()
        );
        let blank = plan(&with("old \r\n", None), Some(&applied), Some(&with("old", None)), Prune::Keep);
        assert!(blank.is_empty() && blank.drift.is_empty());
    }

    fn any_content() -> impl Strategy<Value = ListContent> {
        let items = prop::collection::vec((any::<bool>(), 1_u64..8), 0..8);
        let description = prop::option::of("[ab]{0,2}");
        ("[AB]", description, prop::option::of(any::<bool>()), items).prop_map(
            |(name, description, public, items)| {
                let item = |(is_film, id)| if is_film { MediaRef::movie(id) } else { MediaRef::tv(id) };
                ListContent {
                    name: Some(name),
                    description,
                    public,
                    items: items.into_iter().map(item).collect(),
                }
            },
        )
    }

    /// What TMDB has once a plan is carried out.
    fn carried_out(remote: Option<&ListContent>, plan: &ApplyPlan) -> ListContent {
        let mut after = remote.cloned().unwrap_or_default();
        after.items.retain(|item| !plan.remove.iter().any(|step| step.item == *item));
        after.items.extend(plan.add.iter().map(|step| step.item));
        after.name = plan.fields.name.clone().or(after.name);
        after.description = plan.fields.description.clone().or(after.description);
        after.public = plan.fields.public.or(after.public);
        after
    }

    #[test]
    fn what_a_file_cannot_hold_is_no_change() {
        let remote = ListContent {
            description: Some("  one\u{2028}line \n\ttwo\r\n".to_owned()),
            ..content("Films\nof\u{2029}mine ", &[])
        };
        let file =
            ListContent { description: Some("one line\ntwo".to_owned()), ..content("Films of mine", &[]) };
        for (applied, prune) in [(None, Prune::Keep), (Some(&remote), Prune::Keep), (None, Prune::Undo)] {
            assert!(plan(&file, applied, Some(&remote), prune).is_empty());
        }
        let renamed = plan(&content("Mine", &[]), None, Some(&remote), Prune::Keep);
        assert_eq!(renamed.fields.name.as_deref(), Some("Mine"));
    }

    proptest! {
        #[test]
        fn applying_twice_changes_nothing(
            file in any_content(),
            applied in prop::option::of(any_content()),
            remote in prop::option::of(any_content()),
            undo in any::<bool>(),
        ) {
            let prune = if undo { Prune::Undo } else { Prune::Keep };
            let first = plan(&file, applied.as_ref(), remote.as_ref(), prune);
            let after = carried_out(remote.as_ref(), &first);
            let second = plan(&file, Some(&file), Some(&after), prune);
            prop_assert!(second.is_empty(), "{:?}", second);
            let known = |drift: &Drift| match drift {
                Drift::Unknown(item) => Drift::Extra(*item),
                drift => drift.clone(),
            };
            prop_assert_eq!(&second.drift, &first.drift.iter().map(known).collect::<Vec<_>>());
            if undo {
                let mine: BTreeSet<_> = file.items.iter().collect();
                prop_assert_eq!(after.items.iter().collect::<BTreeSet<_>>(), mine);
                prop_assert!(first.drift.is_empty());
            }
        }

        #[test]
        fn without_a_common_version_nothing_is_removed(file in any_content(), remote in any_content()) {
            let plan = plan(&file, None, Some(&remote), Prune::Keep);
            prop_assert!(plan.remove.is_empty());
            for item in remote.items.iter().filter(|item| !file.items.contains(item)) {
                prop_assert!(plan.drift.contains(&Drift::Unknown(*item)));
            }
        }

        #[test]
        fn nothing_is_removed_that_the_file_did_not_put_there(
            file in any_content(), applied in prop::option::of(any_content()), remote in any_content()
        ) {
            let plan = plan(&file, applied.as_ref(), Some(&remote), Prune::Keep);
            for step in &plan.remove {
                prop_assert!(applied.as_ref().is_some_and(|applied| applied.items.contains(&step.item)));
                prop_assert!(!file.items.contains(&step.item));
            }
            prop_assert!(plan.add.iter().all(|step| file.items.contains(&step.item)));
        }
    }
}
