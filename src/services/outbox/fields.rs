//! Updates of a list's fields: what TMDB shows before one is sent, and whether somebody else changed the same field. The rule
//! (docs/three-memories-of-a-list.md, *Updates and conflicts of fields*): ours is sent, TMDB's value is kept in `lists log`, and
//! the person is told; where nobody would read that, the update waits for a command that can tell.

use super::claim::{Audience, Batch};
use super::put_back::{OLDEST_EVIDENCE, waiting};
use super::run::Run;
use super::send::Preimage;
use crate::domain::{AttemptClass, Before, Change, Hold, ListFields, Operation, Reason, Status, Timestamp};
use crate::error::Result;
use crate::services::mirror::{agreed, believed_fields, list_name, take_fields};
use crate::store::{AttemptOutcome, ListRow, Tx};
use crate::tmdb::lists::{ListHead, list_page};

/// A field that both sides changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldConflict {
    /// `name`, `description` or `privacy`.
    pub field: &'static str,
    /// TMDB's value, for people.
    pub theirs: String,
    /// Ours, for people.
    pub ours: String,
}

/// One field of an update, as text for comparing.
struct Compared {
    field: &'static str,
    from: Option<String>,
    target: Option<String>,
    found: Option<String>,
    earlier: Vec<String>,
}

/// Returns the fields of an update that somebody else changed, too: TMDB's value is neither what the update started from nor
/// what an earlier operation of ours made of it. Pure.
pub fn field_conflicts(update: &Operation, found: &ListFields, earlier: &[ListFields]) -> Vec<FieldConflict> {
    let Change::Update { fields: target, from: Some(from) } = &update.change else { return Vec::new() };
    let text = |value: &Option<String>| Some(value.as_deref().unwrap_or_default().trim().to_owned());
    let word = |value: Option<bool>| value.map(|public| if public { "public" } else { "private" }.to_owned());
    let compared = [
        Compared {
            field: "name",
            from: text(&from.name),
            target: target.name.as_ref().map(|name| name.trim().to_owned()),
            found: text(&found.name),
            earlier: earlier.iter().filter_map(|fields| fields.name.clone()).collect(),
        },
        Compared {
            field: "description",
            from: text(&from.description),
            target: target.description.as_ref().map(|text| text.trim().to_owned()),
            found: text(&found.description),
            earlier: earlier.iter().filter_map(|fields| fields.description.clone()).collect(),
        },
        Compared {
            field: "privacy",
            from: word(from.public),
            target: word(target.public),
            found: word(found.public),
            earlier: earlier.iter().filter_map(|fields| word(fields.public)).collect(),
        },
    ];
    compared.into_iter().filter_map(Compared::conflict).collect()
}

impl Compared {
    fn conflict(self) -> Option<FieldConflict> {
        let (ours, theirs, from) = (self.target?, self.found?, self.from?);
        let is_ours = theirs == ours || self.earlier.iter().any(|made| made.trim() == theirs);
        (theirs != from && !is_ours).then_some(FieldConflict { field: self.field, theirs, ours })
    }
}

/// Returns the fields that earlier operations of ours on the list wrote or wanted to write.
///
/// # Errors
/// `storage`.
pub fn earlier_fields(tx: &Tx<'_>, update: &Operation) -> Result<Vec<ListFields>> {
    let all = tx.operations(&Status::ALL, Some(&update.list))?;
    let is_earlier = |other: &&Operation| other.seq < update.seq && other.tries > 0;
    Ok(all.iter().filter(is_earlier).filter_map(|other| other.change.fields().cloned()).collect())
}

/// Keeps TMDB's values that ours replace, and lets the update start from them: they are told once.
///
/// # Errors
/// `storage`.
pub fn overrule(
    tx: &Tx<'_>,
    row: &ListRow,
    update: &Operation,
    found: &ListFields,
    now: Timestamp,
) -> Result<()> {
    tx.log_fields(row, found, "TMDB's values, replaced by yours", now)?;
    let found =
        ListFields { description: Some(found.description.clone().unwrap_or_default()), ..found.clone() };
    agreed::rebase(tx, update, &found, now)
}

impl Run<'_> {
    /// Reads the fields of a list at a fresh address before they are changed; a read like any other, it moves *seen*.
    pub(super) fn preimage_of_fields(&self, batch: &Batch, id: u64, wanted: &ListFields) -> Result<Preimage> {
        if !self.identity.api.is_v4() {
            // It can't be put into a request either, and fails there.
            return Ok(Preimage::Ready(None));
        }
        let operation = &batch.operations[0];
        let request = list_page(&self.identity.api, id, 1, &self.context.settings.language);
        let asked = self.context.clock.elapsed();
        let answer = self.client.fetch(&request)?;
        let head =
            ListHead::read(&answer.json()?).ok_or_else(|| crate::tmdb::wire::not_understood("a list"))?;
        let asked_at = self.context.clock.moment_of(asked);
        let is_fresh = asked_at.since(answer.as_of) <= OLDEST_EVIDENCE;
        let now = self.now();
        let (found, conflicts) = self.state.write(|tx| {
            let mut row = tx.list(&batch.list.uid)?.unwrap_or_else(|| batch.list.clone());
            let found = believed_fields(&row, &head, answer.as_of, now);
            take_fields(&mut row, &head, answer.as_of, now);
            tx.save_seen(&row)?;
            let update = tx.operation(&operation.id)?.unwrap_or_else(|| operation.clone());
            let conflicts = field_conflicts(&update, &found, &earlier_fields(tx, &update)?);
            if !conflicts.is_empty() && self.options.audience == Audience::Person {
                overrule(tx, &row, &update, &found, now)?;
            }
            Ok((found, conflicts))
        })?;
        if self.options.audience == Audience::Nobody
            && let Some(first) = conflicts.first()
        {
            return Ok(Preimage::Held(format!(
                "the {} was also changed on TMDB: '{}'",
                first.field, first.theirs
            )));
        }
        if !conflicts.is_empty() {
            let name = self.state.read(|tx| list_name(tx, &batch.list.uid))?.name;
            let name = name.as_deref().unwrap_or(batch.list.label());
            for conflict in &conflicts {
                self.warn(told_of_conflict(name, conflict));
            }
        }
        if is_fresh && is_reached(wanted, &found) {
            return Ok(Preimage::NothingToDo(Reason::Done));
        }
        Ok(Preimage::Ready(Some(Before::Fields(found.only(wanted)))))
    }

    /// Leaves an update for a command that can tell the person what it replaces.
    pub(super) fn hold_for_a_decision(&self, batch: &Batch, reason: &str) -> Result<()> {
        self.record(batch, |case| {
            let mut waiting = waiting(case.operation, case.now, std::time::Duration::ZERO);
            waiting.hold = Some(Hold::Conflict);
            waiting.reason = Some(Reason::Said(reason.to_owned()));
            case.put_back(&waiting)?;
            case.count("conflicts")?;
            case.note(AttemptOutcome::saying(AttemptClass::Conflict, reason))
        })
    }
}

/// Says that our value of a field replaces one that somebody else wrote.
pub fn told_of_conflict(list: &str, conflict: &FieldConflict) -> String {
    let FieldConflict { field, theirs, ours } = conflict;
    format!(
        "The {field} of '{list}' was also changed on TMDB, to '{theirs}'. Your '{ours}' replaces it. The other value is in: flixir lists log"
    )
}

/// Returns whether TMDB shows what an update wants. What it doesn't show counts as not reached.
fn is_reached(target: &ListFields, found: &ListFields) -> bool {
    let text = |wanted: &Option<String>, found: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| wanted.trim() == found.as_deref().unwrap_or_default().trim())
    };
    text(&target.name, &found.name)
        && text(&target.description, &found.description)
        && (target.public.is_none() || target.public == found.public)
        && target.sort_by.is_none()
}
