//! Small HTTP servers on 127.0.0.1: [`Loopback`] for the sandbox, [`Callback`] for the one request that ends a
//! login in the browser. The only file that names `tiny_http` and `socket2`. Not for serving other machines.
//!
//! `Loopback` is written on plain sockets because `tiny_http` can't close a connection on purpose: dropping a
//! request answers 500, and after `into_writer` the connection's own thread keeps the socket open for a next
//! request. A server that imitates outages must be able to close a connection after any byte.

mod gate;
mod wire;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

pub use wire::{Request, Response};

use gate::Gate;
use wire::Unreadable;

/// How long a connection may stay silent while its request is awaited.
const SILENCE: Duration = Duration::from_secs(30);
/// How much of a refused request is still read.
const UNREAD: u64 = 16 * 1024 * 1024;
/// How long stopping waits for handlers that are still at work.
const PATIENCE: Duration = Duration::from_secs(2);
/// Connections served at once; one more is closed unanswered. Each has a thread of its own, so that a request
/// that is held up never holds up another.
const CONNECTIONS: usize = 512;

/// Where an answer breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutPoint {
    /// Half-way through the status line and headers.
    InHead,
    /// After the headers, before the body.
    AfterHead,
    /// Half-way through the body.
    HalfBody,
    /// After so many bytes of the whole answer.
    Bytes(usize),
}

/// What becomes of a request.
pub enum Reply {
    /// Send this answer.
    Send(Response),
    /// Send this answer, then do that.
    SendThen(Response, Box<dyn FnOnce() + Send>),
    /// Close the connection without a byte.
    Drop,
    /// Send the beginning of an answer, then close the connection.
    Cut(Response, CutPoint),
    /// Send the answer `size` bytes at a time, calling `pause` between two pieces; it returns false to give up.
    Drip {
        /// The answer.
        response: Response,
        /// Bytes in a piece.
        size: usize,
        /// Waits between two pieces; false means stop here.
        pause: Box<dyn FnMut() -> bool + Send>,
    },
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self::Send(response)
    }
}

type Handler = dyn Fn(Request) -> Reply + Send + Sync;

/// A running server on 127.0.0.1; stops when dropped.
pub struct Loopback {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<thread::JoinHandle<()>>,
}

struct Shared {
    handler: Box<Handler>,
    stopping: AtomicBool,
    next_key: AtomicU64,
    open: Mutex<HashMap<u64, TcpStream>>,
    all_gone: Condvar,
}

impl fmt::Debug for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Loopback {
    /// Listens on 127.0.0.1 at `port` (0: any free one) and answers every request with what `handler` returns.
    /// The handler runs on a thread of its own for each connection.
    ///
    /// # Errors
    /// Where the port is taken or not allowed.
    pub fn start(port: u16, handler: impl Fn(Request) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            stopping: AtomicBool::new(false),
            next_key: AtomicU64::new(0),
            open: Mutex::default(),
            all_gone: Condvar::new(),
        });
        let accepting = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name("loopback".to_owned())
            .spawn(move || accept_all(&listener, &accepting))?;
        Ok(Self { address, shared, acceptor: Some(acceptor) })
    }

    /// Returns where this server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until everything that was sent to this server before has been served, also by clients that have died since;
    /// false where that takes longer than `patience`.
    pub fn wait_until_idle(&self, patience: Duration) -> bool {
        // Connections are accepted in their order: when one of our own has been closed, all before it are in the register.
        let Ok(mut last) = TcpStream::connect(self.address) else { return true };
        drop(last.set_read_timeout(Some(patience)));
        drop(last.shutdown(Shutdown::Write));
        if last.read(&mut [0]).is_err() {
            return false;
        }
        let open = self.shared.connections();
        let waited = self.shared.all_gone.wait_timeout_while(open, patience, |open| !open.is_empty());
        waited.unwrap_or_else(PoisonError::into_inner).0.is_empty()
    }

    /// Stops listening, so that new connections are refused, and breaks off the open ones. Handlers that are running
    /// finish, but their answers aren't sent.
    pub fn close(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        if let Some(acceptor) = self.acceptor.take() {
            // Accepting blocks; a connection of our own wakes it up.
            drop(TcpStream::connect(self.address));
            // A panic in the other thread has been reported there.
            drop(acceptor.join());
        }
        for stream in self.shared.connections().values() {
            drop(stream.shutdown(Shutdown::Both));
        }
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.close();
        let open = self.shared.connections();
        drop(self.shared.all_gone.wait_timeout_while(open, PATIENCE, |open| !open.is_empty()));
    }
}

impl Shared {
    fn connections(&self) -> MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn accept_all(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        // A connection that ended before it was accepted needs no answer.
        let Ok(stream) = stream else { continue };
        let Ok(twin) = stream.try_clone() else { continue };
        let key = shared.next_key.fetch_add(1, Ordering::Relaxed);
        {
            let mut open = shared.connections();
            if open.len() >= CONNECTIONS {
                continue;
            }
            open.insert(key, twin);
        }
        let serving = Arc::clone(shared);
        let spawned = thread::Builder::new().name("loopback-request".to_owned()).spawn(move || {
            let _registered = Registered { key, shared: Arc::clone(&serving) };
            serve(stream, &serving);
        });
        if spawned.is_err() {
            shared.connections().remove(&key);
        }
    }
}

/// Keeps a connection in the register while it is served, also where the handler panics.
struct Registered {
    key: u64,
    shared: Arc<Shared>,
}

impl Drop for Registered {
    fn drop(&mut self) {
        let twin = self.shared.connections().remove(&self.key);
        if let Some(twin) = twin {
            drop(twin.shutdown(Shutdown::Both));
        }
        self.shared.all_gone.notify_all();
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    drop(stream.set_nodelay(true));
    drop(stream.set_read_timeout(Some(SILENCE)));
    let request = match wire::read_request(&mut stream) {
        Ok(request) => request,
        Err(Unreadable::Gone) => return,
        Err(Unreadable::Refused(status)) => {
            send(&mut stream, &Response::new(status, "text/plain", "this is not a request\n"), false);
            // Closing with unread bytes resets the connection and may destroy the answer on its way.
            drop(stream.shutdown(Shutdown::Write));
            drop(io::copy(&mut stream.take(UNREAD), &mut io::sink()));
            return;
        }
    };
    let headless = request.method == "HEAD";
    match (shared.handler)(request) {
        Reply::Send(response) => send(&mut stream, &response, headless),
        Reply::SendThen(response, then) => {
            send(&mut stream, &response, headless);
            then();
        }
        Reply::Drop => {}
        Reply::Cut(response, point) => cut(&mut stream, &response, point),
        Reply::Drip { response, size, mut pause } => {
            let (bytes, _) = wire::encode(&response, headless);
            for piece in bytes.chunks(size.max(1)) {
                if stream.write_all(piece).is_err() || !pause() {
                    return;
                }
            }
        }
    }
}

fn send(stream: &mut TcpStream, response: &Response, headless: bool) {
    let (bytes, _) = wire::encode(response, headless);
    // A client that is gone is not an error of the server.
    drop(stream.write_all(&bytes));
}

fn cut(stream: &mut TcpStream, response: &Response, point: CutPoint) {
    let (bytes, head) = wire::encode(response, false);
    let end = match point {
        CutPoint::InHead => head / 2,
        CutPoint::AfterHead => head,
        CutPoint::HalfBody => head + (bytes.len() - head) / 2,
        CutPoint::Bytes(count) => count.min(bytes.len()),
    };
    drop(stream.write_all(&bytes[..end]));
}

/// How long `tiny_http` may take over a request that lies before it.
const PARSING: Duration = Duration::from_secs(5);

/// Waits on 127.0.0.1 for the browser to come back from TMDB's approval page.
pub struct Callback {
    gate: Gate,
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("address", &self.gate.address()).finish_non_exhaustive()
    }
}

impl Callback {
    /// Listens on 127.0.0.1 at `port` (0: any free one).
    ///
    /// # Errors
    /// Where the port is taken or not allowed.
    pub fn bind(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Self { gate: Gate::open(listener, gate::LIMITS)? })
    }

    /// Returns where the browser is expected.
    pub fn address(&self) -> SocketAddr {
        self.gate.address()
    }

    /// Waits up to `patience` for one request, answers it with what `answer` makes of it, and returns it.
    /// Bodies are not read. Returns `None` where nobody came.
    ///
    /// # Errors
    /// Where listening has failed for good.
    pub fn next(
        &self,
        patience: Duration,
        answer: impl FnOnce(&Request) -> Response,
    ) -> io::Result<Option<Request>> {
        let Some(arrived) = self.gate.next(patience)? else { return Ok(None) };
        // What goes wrong from here on concerns this one connection.
        Ok(exchange(arrived, answer).unwrap_or(None))
    }
}

/// Returns a head without the headers that announce a body: nobody reads bodies here, and `tiny_http` would wait for one.
fn without_body(head: &[u8]) -> Vec<u8> {
    let announces = |line: &[u8]| {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        [&b"content-length"[..], b"transfer-encoding", b"expect"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    head.split_inclusive(|byte| *byte == b'\n').filter(|line| !announces(line)).flatten().copied().collect()
}

/// Has `tiny_http` read a head that passed the gate, and write its answer. It serves a listener of its own, for as long as this
/// request takes: one that stayed could be talked to without the gate.
fn exchange(
    arrived: gate::Arrived,
    answer: impl FnOnce(&Request) -> Response,
) -> io::Result<Option<Request>> {
    let gate::Arrived { head, mut stream } = arrived;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    // tiny_http sends in several pieces; the second would wait 40 ms for an acknowledgement.
    socket2::SockRef::from(&listener).set_tcp_nodelay(true)?;
    let mut relay = TcpStream::connect(listener.local_addr()?)?;
    relay.set_read_timeout(Some(PARSING))?;
    let ours = relay.local_addr()?;
    let server = tiny_http::Server::from_listener(listener, None).map_err(io::Error::other)?;
    relay.write_all(&without_body(&head))?;
    // There is no more to come, no body either: tiny_http lets go of the connection after its answer.
    relay.shutdown(Shutdown::Write)?;
    let incoming = loop {
        match server.recv_timeout(PARSING)? {
            Some(incoming) if incoming.remote_addr() == Some(&ours) => break incoming,
            // A stranger that found the port.
            Some(_) => {}
            None => return Ok(None),
        }
    };
    let (path, query) = incoming.url().split_once('?').unwrap_or((incoming.url(), ""));
    let headers = incoming.headers().iter().map(|header| {
        (header.field.as_str().as_str().to_ascii_lowercase(), header.value.as_str().to_owned())
    });
    let request = Request {
        method: incoming.method().as_str().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: Vec::new(),
    };
    let (bytes, _) = wire::encode(&answer(&request), request.method == "HEAD");
    // Written by hand, because tiny_http would strip `Connection: close` and then keep the connection.
    let mut writer = incoming.into_writer();
    drop(writer.write_all(&bytes).and_then(|()| writer.flush()));
    drop(writer);
    let mut passed = vec![0; bytes.len()];
    relay.read_exact(&mut passed)?;
    stream.write_all(&passed)?;
    Ok(Some(request))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    #[test]
    fn what_a_client_left_behind_is_served_before_the_server_is_idle() {
        let served = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&served);
        let server = Loopback::start(0, move |request| {
            counting.fetch_add(1, Ordering::SeqCst);
            echo(request)
        })
        .unwrap();
        for _ in 0..20 {
            let mut gone = TcpStream::connect(server.address()).unwrap();
            gone.write_all(b"POST /list HTTP/1.1\r\n\r\n").unwrap();
        }
        assert!(server.wait_until_idle(PATIENCE));
        assert_eq!(served.load(Ordering::SeqCst), 20);
    }

    fn text(address: SocketAddr, bytes: &str) -> String {
        String::from_utf8(exchange(address, bytes.as_bytes())).unwrap()
    }

    fn echo(request: Request) -> Reply {
        match request.path.as_str() {
            "/drop" => Reply::Drop,
            "/cut" => Reply::Cut(Response::new(200, "text/plain", "0123456789"), CutPoint::HalfBody),
            "/head" => Reply::Cut(Response::new(200, "text/plain", "0123456789"), CutPoint::AfterHead),
            "/three" => Reply::Cut(Response::new(200, "text/plain", "0123456789"), CutPoint::Bytes(3)),
            "/drip" => Reply::Drip {
                response: Response::new(200, "text/plain", "0123456789"),
                size: 7,
                pause: Box::new(|| true),
            },
            _ => {
                let body = String::from_utf8(request.body).unwrap();
                let said = format!("{} {}?{} [{body}]", request.method, request.path, request.query);
                Response::new(200, "text/plain", said).into()
            }
        }
    }

    #[test]
    fn answers_requests_with_every_kind_of_body() {
        let server = Loopback::start(0, echo).unwrap();
        let plain = text(server.address(), "GET /a%20b?x=1 HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(plain.starts_with("HTTP/1.1 200 OK\r\n") && plain.ends_with("GET /a%20b?x=1 []"), "{plain}");
        assert!(
            plain.contains("Connection: close\r\n") && plain.contains("Content-Length: 17\r\n"),
            "{plain}"
        );
        let sized = text(server.address(), "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        assert!(sized.ends_with("[hello]"), "{sized}");
        let chunked =
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
        assert!(text(server.address(), chunked).ends_with("[hello]"));
        let asking = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok";
        let granted = text(server.address(), asking);
        assert!(
            granted.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200") && granted.ends_with("[ok]")
        );
        let head = text(server.address(), "HEAD /x HTTP/1.1\r\n\r\n");
        assert!(head.contains("Content-Length: 11\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    }

    #[test]
    fn refuses_what_is_no_request() {
        let server = Loopback::start(0, echo).unwrap();
        let trailers = "T: 1\r\n".repeat(100);
        let endless = format!("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{trailers}");
        for (sent, status) in [
            ("nonsense\r\n\r\n", 400),
            ("GET / HTTP/2.0\r\n\r\n", 505),
            ("GET /\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            (&endless, 431),
        ] {
            let answer = text(server.address(), sent);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{sent:?}: {answer}");
        }
        let long = format!("GET / HTTP/1.1\r\nX: {}", "y".repeat(HEAD_LIMIT_FOR_TESTS));
        assert!(text(server.address(), &long).starts_with("HTTP/1.1 431 "));
    }

    const HEAD_LIMIT_FOR_TESTS: usize = 64 * 1024;

    #[test]
    fn lets_go_of_a_connection_at_any_byte() {
        let server = Loopback::start(0, echo).unwrap();
        assert_eq!(text(server.address(), "GET /drop HTTP/1.1\r\n\r\n"), "");
        assert!(text(server.address(), "GET /cut HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n01234"));
        assert!(text(server.address(), "GET /head HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
        assert_eq!(text(server.address(), "GET /three HTTP/1.1\r\n\r\n"), "HTT");
        assert!(text(server.address(), "GET /drip HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n0123456789"));
    }

    #[test]
    fn refuses_connections_once_closed_and_gives_the_port_back() {
        let mut server = Loopback::start(0, echo).unwrap();
        let address = server.address();
        assert!(text(address, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200"));
        server.close();
        assert!(TcpStream::connect(address).is_err());
        drop(server);
        let again = Loopback::start(address.port(), echo).unwrap();
        assert!(text(again.address(), "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200"));
    }

    #[test]
    fn a_held_request_does_not_hold_up_the_next() {
        let gate = Arc::new((Mutex::new(false), Condvar::new()));
        let held = Arc::clone(&gate);
        let server = Loopback::start(0, move |request| {
            if request.path == "/hold" {
                let open = held.0.lock().unwrap();
                drop(held.1.wait_while(open, |open| !*open).unwrap());
            }
            Response::new(200, "text/plain", request.path).into()
        })
        .unwrap();
        let mut waiting: Vec<TcpStream> = (0..20)
            .map(|_| {
                let mut stream = TcpStream::connect(server.address()).unwrap();
                stream.write_all(b"GET /hold HTTP/1.1\r\n\r\n").unwrap();
                stream
            })
            .collect();
        assert!(text(server.address(), "GET /quick HTTP/1.1\r\n\r\n").ends_with("/quick"));
        *gate.0.lock().unwrap() = true;
        gate.1.notify_all();
        for stream in &mut waiting {
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            assert!(answer.ends_with("/hold"), "{answer}");
        }
    }

    #[test]
    fn takes_the_browser_back_from_the_approval_page() {
        let callback = Callback::bind(0).unwrap();
        let address = callback.address();
        let browser = thread::spawn(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /done?approved=true HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            let mut answer = [0_u8; 12];
            stream.read_exact(&mut answer).unwrap();
            answer
        });
        let came = callback.next(Duration::from_secs(20), |request| {
            Response::new(if request.path == "/done" { 200 } else { 404 }, "text/html", "<p>thanks")
        });
        let request = came.unwrap().unwrap();
        assert_eq!((request.path.as_str(), request.query.as_str()), ("/done", "approved=true"));
        assert_eq!(request.header("host"), Some("h"));
        assert_eq!(&browser.join().unwrap(), b"HTTP/1.1 200");
        assert!(callback.next(Duration::ZERO, |_| Response::default()).unwrap().is_none());
    }
}
