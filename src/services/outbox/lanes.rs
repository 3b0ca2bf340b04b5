//! What a run's lanes do next. Lists go side by side, a lane taking the next one after each request; a collection, whose order
//! nobody sees, may have several lanes at once, each on another item. Creations go one after another, and what is to be put on the
//! lists that are made already goes out meanwhile. Here is only the order of the work: whether an operation may be touched is
//! decided in [`super::claim`], in the database, where other runs see it.

use std::collections::{BTreeSet, VecDeque};

/// What a claim on a list came to.
#[derive(Debug)]
pub(super) enum Claimed<T> {
    /// This is to be carried out.
    Work(T),
    /// It begins with a creation, and another one is under way.
    AfterCreation,
    /// Nothing of it may be touched now.
    Nothing,
}

/// A list that a lane is to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// The list.
    pub(super) uid: String,
    /// Whether it is tried because no creation is under way any more.
    is_creation: bool,
}

/// The lists that wait for a lane, and how many lanes there are.
#[derive(Debug)]
pub(super) struct Board {
    most: usize,
    lanes: usize,
    ready: VecDeque<Turn>,
    /// Lists that begin with a creation, which waits for another one; the oldest first.
    creations: VecDeque<String>,
    /// The lists in `ready` and `creations`, each in one of them.
    queued: BTreeSet<String>,
    /// Lists that a lane has in its hands, once for each lane.
    busy: Vec<String>,
    /// Lists of which nothing may be touched, until something changes for them.
    idle: BTreeSet<String>,
}

impl Board {
    /// Makes a board for so many lanes at the most, of which one works already.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most: most.max(1),
            lanes: 1,
            ready: VecDeque::new(),
            creations: VecDeque::new(),
            queued: BTreeSet::new(),
            busy: Vec::new(),
            idle: BTreeSet::new(),
        }
    }

    /// Takes lists that have something queued, in order; those that it knows about already are left as they are. Returns whether
    /// any is new.
    pub(super) fn offer(&mut self, lists: Vec<String>) -> bool {
        let before = self.ready.len();
        for uid in lists {
            if !self.idle.contains(&uid) && !self.busy.contains(&uid) {
                self.queue(uid);
            }
        }
        self.ready.len() > before
    }

    /// Returns the list that a lane tries next.
    pub(super) fn next(&mut self) -> Option<Turn> {
        let turn = self.ready.pop_front()?;
        self.queued.remove(&turn.uid);
        Some(turn)
    }

    /// A lane has tried a list; `is_wide` says that other lanes may work on it, too.
    pub(super) fn tried<T>(&mut self, turn: Turn, claimed: &Claimed<T>, is_wide: bool) {
        match claimed {
            Claimed::Work(_) => {
                self.busy.push(turn.uid.clone());
                if is_wide {
                    self.queue(turn.uid);
                }
            }
            Claimed::AfterCreation => {
                self.queued.insert(turn.uid.clone());
                if turn.is_creation {
                    self.creations.push_front(turn.uid);
                } else {
                    self.creations.push_back(turn.uid);
                }
            }
            Claimed::Nothing => {
                self.idle.insert(turn.uid);
                if turn.is_creation {
                    self.release_a_creation();
                }
            }
        }
    }

    /// What a lane had in its hands of a list has been carried out. The list goes to the end of the row, so that all come along
    /// alike; after a creation the next one may go.
    pub(super) fn done(&mut self, uid: &str, was_creation: bool) {
        if let Some(at) = self.busy.iter().position(|busy| busy == uid) {
            self.busy.swap_remove(at);
        }
        self.idle.remove(uid);
        self.queue(uid.to_owned());
        if was_creation {
            self.release_a_creation();
        }
    }

    /// An operation of this list waited for one of another list, which is done.
    pub(super) fn wake(&mut self, uid: String) {
        if self.idle.remove(&uid) {
            self.queue(uid);
        }
    }

    /// Returns whether there is work for one more lane, and counts it as started.
    pub(super) fn begins_a_lane(&mut self) -> bool {
        let begins = !self.ready.is_empty() && self.lanes < self.most;
        self.lanes += usize::from(begins);
        begins
    }

    /// A lane has found nothing more to do.
    pub(super) fn ends_a_lane(&mut self) {
        self.lanes -= 1;
    }

    fn queue(&mut self, uid: String) {
        if self.queued.insert(uid.clone()) {
            self.ready.push_back(Turn { uid, is_creation: false });
        }
    }

    /// The first of the creations that wait goes before everything else: all others wait for it.
    fn release_a_creation(&mut self) {
        if let Some(uid) = self.creations.pop_front() {
            self.ready.push_front(Turn { uid, is_creation: true });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: Claimed<()> = Claimed::Work(());

    fn board(lists: &[&str]) -> Board {
        let mut board = Board::new(8);
        board.offer(lists.iter().map(|uid| (*uid).to_owned()).collect());
        board
    }

    fn take(board: &mut Board, claimed: &Claimed<()>) -> Option<String> {
        let turn = board.next()?;
        board.tried(turn.clone(), claimed, false);
        Some(turn.uid)
    }

    #[test]
    fn lists_take_turns_and_one_that_has_nothing_left_is_not_tried_again() {
        let mut board = board(&["a", "b"]);
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("a"));
        board.done("a", false);
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("b"));
        board.done("b", false);
        assert_eq!(take(&mut board, &Claimed::Nothing).as_deref(), Some("a"));
        assert_eq!(take(&mut board, &Claimed::Nothing).as_deref(), Some("b"));
        assert_eq!(take(&mut board, &WORK), None);
        assert!(!board.offer(vec!["a".to_owned(), "b".to_owned()]), "nothing has changed for them");
        assert!(board.offer(vec!["c".to_owned()]));
    }

    #[test]
    fn creations_go_one_after_another_and_before_all_else() {
        let mut board = board(&["a", "b", "c", "d"]);
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("a"));
        for uid in ["b", "c"] {
            assert_eq!(take(&mut board, &Claimed::AfterCreation).as_deref(), Some(uid));
        }
        assert!(!board.offer(vec!["b".to_owned()]), "it waits for a");
        board.done("a", true);
        assert!(board.begins_a_lane(), "the next creation needs one, while this lane fills its list");
        // Another run was faster: it stays the first of those that wait.
        assert_eq!(take(&mut board, &Claimed::AfterCreation).as_deref(), Some("b"));
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("d"));
        board.done("d", true);
        // It isn't due: then the one behind it.
        assert_eq!(take(&mut board, &Claimed::Nothing).as_deref(), Some("b"));
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("c"));
        board.done("c", true);
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("a"));
    }

    #[test]
    fn a_collection_takes_the_lanes_that_no_list_needs() {
        let mut board = board(&["watchlist", "a"]);
        let mut begun = 1;
        let mut taken = Vec::new();
        for _ in 0..20 {
            let Some(turn) = board.next() else { break };
            taken.push(turn.uid.clone());
            let is_wide = turn.uid == "watchlist";
            board.tried(turn, &WORK, is_wide);
            begun += usize::from(board.begins_a_lane());
        }
        assert_eq!((begun, &taken[..3]), (8, &["watchlist", "a", "watchlist"].map(str::to_owned)[..]));
        let turn = board.next().unwrap();
        board.tried(turn, &Claimed::<()>::Nothing, true);
        assert_eq!(board.next(), None);
        board.done("watchlist", false);
        assert!(board.next().is_some(), "what came back may be tried again");
    }

    #[test]
    fn what_waits_for_another_list_is_woken_by_it() {
        let mut board = board(&["from", "to"]);
        assert_eq!(take(&mut board, &Claimed::Nothing).as_deref(), Some("from"));
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("to"));
        board.wake("from".to_owned());
        board.wake("to".to_owned());
        assert_eq!(take(&mut board, &WORK).as_deref(), Some("from"));
        assert_eq!(board.next(), None, "both are in a lane's hands");
    }
}
