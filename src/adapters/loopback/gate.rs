//! What stands before `tiny_http`, which bounds nothing: it would keep a header of any size in memory, and a thread for each
//! connection that stays silent. Takes the connections, reads the head of one request from each, and passes on only whole
//! ones. Not for what a request means.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::super::system::SystemClock;
use super::wire::{self, Response, Unreadable};
use crate::ports::Clock;

/// What one connection, and all of them, may cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most bytes of a request line with its headers.
    pub(super) head: usize,
    /// Connections whose head is awaited at the same time; a newer one takes the place of the oldest.
    pub(super) connections: usize,
    /// How long a head may take, from the first byte to the last, and how long its answer.
    pub(super) time: Duration,
}

/// A browser sends less than two kilobytes, over at most six connections, some of which it opens in advance and leaves silent.
pub(super) const LIMITS: Limits = Limits { head: 16 * 1024, connections: 16, time: Duration::from_secs(10) };

/// A whole head, and who waits for the answer.
pub(super) struct Arrived {
    /// The request line and the headers, with the empty line that ends them.
    pub(super) head: Vec<u8>,
    /// The connection.
    pub(super) stream: TcpStream,
}

/// Takes connections until it is dropped.
pub(super) struct Gate {
    address: SocketAddr,
    arrived: Receiver<Arrived>,
    shared: Arc<Shared>,
    acceptor: Option<thread::JoinHandle<()>>,
}

struct Shared {
    limits: Limits,
    is_closing: AtomicBool,
    /// Those whose head is awaited, oldest first.
    awaited: Mutex<VecDeque<(u64, TcpStream)>>,
    clock: SystemClock,
}

impl Gate {
    pub(super) fn open(listener: TcpListener, limits: Limits) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            limits,
            is_closing: AtomicBool::new(false),
            awaited: Mutex::default(),
            clock: SystemClock::new(None),
        });
        let (sender, arrived) = sync_channel(limits.connections);
        let accepting = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name(name(address))
            .spawn(move || accept_all(&listener, &accepting, &sender))?;
        Ok(Self { address, arrived, shared, acceptor: Some(acceptor) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for a head up to `patience`.
    ///
    /// # Errors
    /// Where nothing will come any more.
    pub(super) fn next(&self, patience: Duration) -> io::Result<Option<Arrived>> {
        match self.arrived.recv_timeout(patience) {
            Ok(arrived) => Ok(Some(arrived)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.is_closing.store(true, Ordering::SeqCst);
        if let Some(acceptor) = self.acceptor.take() {
            // Accepting blocks; a connection of our own wakes it up.
            drop(TcpStream::connect(self.address));
            // A panic over there has been reported there.
            drop(acceptor.join());
        }
        for (_, stream) in self.shared.awaited().drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

impl Shared {
    fn awaited(&self) -> MutexGuard<'_, VecDeque<(u64, TcpStream)>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a gate's threads.
fn name(address: SocketAddr) -> String {
    format!("gate-{}", address.port())
}

fn accept_all(listener: &TcpListener, shared: &Arc<Shared>, sender: &SyncSender<Arrived>) {
    let Ok(address) = listener.local_addr() else { return };
    for (key, stream) in (0_u64..).zip(listener.incoming()) {
        if shared.is_closing.load(Ordering::SeqCst) {
            return;
        }
        // A connection that died while waiting to be accepted is its client's affair.
        let Ok(stream) = stream else { continue };
        let Ok(twin) = stream.try_clone() else { continue };
        let oldest = {
            let mut awaited = shared.awaited();
            awaited.push_back((key, twin));
            if awaited.len() > shared.limits.connections { awaited.pop_front() } else { None }
        };
        if let Some((_, oldest)) = oldest {
            // Its thread ends with that.
            drop(oldest.shutdown(Shutdown::Both));
        }
        let (reading, sender) = (Arc::clone(shared), sender.clone());
        let spawned = thread::Builder::new()
            .name(name(address))
            .spawn(move || read_one(key, stream, &reading, &sender));
        if spawned.is_err() {
            shared.awaited().retain(|(other, _)| *other != key);
        }
    }
}

fn read_one(key: u64, mut stream: TcpStream, shared: &Shared, sender: &SyncSender<Arrived>) {
    let Limits { head: most, time, .. } = shared.limits;
    drop(stream.set_nodelay(true));
    drop(stream.set_write_timeout(Some(time)));
    let until = shared.clock.elapsed() + time;
    let head = wire::read_head(&mut Hurried { stream: &stream, until, clock: &shared.clock }, most);
    shared.awaited().retain(|(other, _)| *other != key);
    match head.and_then(|(head, _)| wire::checked_head(head)) {
        // Where so many wait to be answered already, nobody is there to answer.
        Ok(head) => drop(sender.try_send(Arrived { head, stream })),
        Err(Unreadable::Gone) => {}
        Err(Unreadable::Refused(status)) => {
            let refusal = Response::new(status, "text/plain", "this is not a request\n");
            drop(stream.write_all(&wire::encode(&refusal, false).0));
        }
    }
}

/// A connection that is read until a moment only, however slowly it talks.
struct Hurried<'a> {
    stream: &'a TcpStream,
    until: Duration,
    clock: &'a SystemClock,
}

impl Read for Hurried<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.until.saturating_sub(self.clock.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        (&mut &*self.stream).read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn gate(limits: Limits) -> Gate {
        Gate::open(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap(), limits).unwrap()
    }

    fn ask(gate: &Gate, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(gate.address()).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    }

    #[test]
    fn a_header_without_end_is_refused_before_it_is_kept() {
        let gate = gate(LIMITS);
        let mut stream = ask(&gate, b"GET / HTTP/1.1\r\nX: ");
        let piece = vec![b'y'; 64 * 1024];
        // Some megabytes fit into the buffers of the two sockets; 200 are only taken where somebody reads them.
        let is_taken = (0..3200).all(|_| stream.write_all(&piece).is_ok());
        assert!(!is_taken, "nobody reads on");
        assert!(gate.next(Duration::ZERO).unwrap().is_none());
    }

    #[test]
    fn silent_connections_cost_a_few_threads_and_keep_nobody_out() {
        let gate = gate(LIMITS);
        let silent: Vec<TcpStream> = (0..300).map(|_| ask(&gate, b"GET / HT")).collect();
        let _browser = ask(&gate, b"GET /done HTTP/1.1\r\nHost: h\r\n\r\n");
        let arrived = gate.next(PATIENCE).unwrap().unwrap();
        assert_eq!(arrived.head, b"GET /done HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(gate.shared.awaited().len() <= LIMITS.connections);
        // The oldest were let go.
        let mut first = &silent[0];
        first.set_read_timeout(Some(PATIENCE)).unwrap();
        assert!(matches!(first.read(&mut [0]), Ok(0) | Err(_)));
        #[cfg(target_os = "linux")]
        {
            let own = name(gate.address());
            let threads = || {
                let all = std::fs::read_dir("/proc/self/task").unwrap().flatten();
                let names = all.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
                names.filter(|found| found.trim() == own).count()
            };
            // Those that were let go end in their own time.
            let most = LIMITS.connections + 1;
            assert!(
                (0..1_000_000).any(|_| {
                    thread::yield_now();
                    threads() <= most
                }),
                "{} threads",
                threads()
            );
        }
    }

    #[test]
    fn a_head_has_its_time_and_not_a_moment_for_each_byte() {
        let gate = gate(Limits { time: Duration::from_millis(60), ..LIMITS });
        let mut slow = ask(&gate, b"GET / HTTP/1.1\r\n");
        let mut rest = Vec::new();
        // Ends because the other side ends it.
        drop(slow.read_to_end(&mut rest));
        assert!(rest.is_empty());
        assert!(gate.next(Duration::ZERO).unwrap().is_none());
    }

    #[test]
    fn what_is_no_request_is_refused_and_not_handed_on() {
        let gate = gate(LIMITS);
        for (sent, status) in [
            ("nonsense\r\n\r\n", "400"),
            ("GET / HTTP/2.0\r\n\r\n", "505"),
            ("GET / HTTP/1.1\r\nno colon\r\n\r\n", "400"),
            ("GET /\u{e9} HTTP/1.1\r\n\r\n", "400"),
        ] {
            let mut answer = String::new();
            ask(&gate, sent.as_bytes()).read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{sent:?}: {answer}");
        }
        assert!(gate.next(Duration::ZERO).unwrap().is_none());
    }
}
