//! A proxy on this machine for this program alone, before the real one: it signs in there, in ways that reqwest does not
//! speak. Whoever does not know the secret of this run is refused, and it is on loopback only.
//!
//! A line to it is a line to the proxy, opened with the first request: NTLM and Negotiate sign in lines, not requests.
//! Bytes go through as they come, some of them at a time. It lives on a thread of its own for as long as anybody holds it.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderMap, HeaderName, PROXY_AUTHORIZATION, TRANSFER_ENCODING, UPGRADE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::Upgraded;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, copy_buf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use url::Url;
use zeroize::Zeroizing;

use super::address::{ProxyAddress, ProxyLogin};
use super::failure::ProxyFailure;
use super::upstream::{ProxyAsk, ProxyWay, Upstream};

/// Who guichet is to its own relay.
const NAME: &str = "guichet";
/// The largest body of a request in clear text; those of forms are far smaller.
const BODY_LIMIT: usize = 1 << 20;
/// How much of a tunnel waits in memory, for each direction.
const BUFFER: usize = 64 << 10;

type RelayBody = UnsyncBoxBody<Bytes, hyper::Error>;
/// Finds the proxy for an address.
pub(super) type Find = Box<dyn Fn(&Uri) -> Option<ProxyAddress> + Send + Sync>;

pub(super) struct Relay {
    address: SocketAddr,
    secret: Zeroizing<String>,
    shared: Arc<RelayState>,
    /// Ends it when it is dropped.
    _alive: oneshot::Sender<()>,
}

struct RelayState {
    find: Find,
    way: Arc<ProxyWay>,
    /// The hash of the header that lets in.
    expected: [u8; 32],
    /// By `host:port`, why the last try did not reach it.
    failures: Mutex<HashMap<String, (ProxyAddress, ProxyFailure)>>,
}

impl Relay {
    pub(super) fn start(find: Find, way: Arc<ProxyWay>) -> io::Result<Self> {
        let mut random = Zeroizing::new([0; 32]);
        ring::default_provider().secure_random.fill(&mut *random).map_err(|_| io::ErrorKind::Other)?;
        let secret = Zeroizing::new(URL_SAFE_NO_PAD.encode(*random));
        let header = ProxyLogin::new(NAME, &secret).basic().ok_or(io::ErrorKind::Other)?;
        let expected = Sha256::digest(header.as_bytes()).into();
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = Arc::new(RelayState { find, way, expected, failures: Mutex::default() });
        let (alive, ended) = oneshot::channel();
        let serving = shared.clone();
        std::thread::Builder::new().name("proxy-relay".into()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = ended => {}
                    () = serving.listen(listener) => {}
                }
            });
        })?;
        Ok(Self { address, secret, shared, _alive: alive })
    }

    /// What reqwest takes for the proxy.
    pub(super) fn url(&self) -> Option<Url> {
        let mut url = Url::parse(&format!("http://{}", self.address)).ok()?;
        url.set_username(NAME).ok()?;
        url.set_password(Some(&self.secret)).ok()?;
        Some(url)
    }

    /// Why `target`, a host and a port, was not reached the last time it was tried.
    pub(super) fn failure(&self, target: &str) -> Option<(ProxyAddress, ProxyFailure)> {
        self.shared.failures().get(target).cloned()
    }
}

impl RelayState {
    fn failures(&self) -> MutexGuard<'_, HashMap<String, (ProxyAddress, ProxyFailure)>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn listen(self: Arc<Self>, listener: StdListener) {
        let Ok(listener) = TcpListener::from_std(listener) else { return };
        loop {
            match listener.accept().await {
                Ok((stream, _)) => drop(tokio::spawn(self.clone().serve(stream))),
                // Too many open files, for one: some will be closed.
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    }

    async fn serve(self: Arc<Self>, stream: TcpStream) {
        _ = stream.set_nodelay(true); // a hint
        let upstream = Arc::new(AsyncMutex::new(None));
        let answer = service_fn(move |request| self.clone().answer(upstream.clone(), request));
        // A line that breaks is known to whoever asked over it.
        _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).with_upgrades().await;
    }

    /// An error closes the line: nothing that could be taken for an answer of the portal's is made up here.
    async fn answer(
        self: Arc<Self>,
        upstream: Arc<AsyncMutex<Option<Upstream>>>,
        request: Request<Incoming>,
    ) -> io::Result<Response<RelayBody>> {
        let given =
            request.headers().get(PROXY_AUTHORIZATION).map(|it| <[u8; 32]>::from(Sha256::digest(it.as_bytes())));
        if given != Some(self.expected) {
            return Ok(status(StatusCode::FORBIDDEN));
        }
        let Some(target) = target(request.uri()) else { return Ok(status(StatusCode::BAD_REQUEST)) };
        let mut upstream = upstream.lock().await;
        let proxy = (self.find)(&asked_for(&request)).ok_or(io::ErrorKind::NotConnected)?;
        let (proxy, for_later) = (Arc::new(proxy.clone()), proxy);
        let done = match *request.method() == Method::CONNECT {
            true => self.tunnel(&mut upstream, proxy, request).await,
            false => self.forward(&mut upstream, proxy, request).await,
        };
        match done {
            Ok(answer) => {
                self.failures().remove(&target);
                Ok(answer)
            }
            Err(failure) => {
                *upstream = None;
                tracing::info!("{}", failure.error(&"".into(), &for_later, &target).cause);
                self.failures().insert(target, (for_later, failure));
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    async fn tunnel(
        &self,
        upstream: &mut Option<Upstream>,
        proxy: Arc<ProxyAddress>,
        request: Request<Incoming>,
    ) -> Result<Response<RelayBody>, ProxyFailure> {
        let mut line = match upstream.take() {
            Some(line) => line,
            None => Upstream::open(self.way.clone(), proxy).await?,
        };
        let answer = line.ask(&ProxyAsk::tunnel(request.uri())).await?;
        if !answer.status().is_success() {
            let status = answer.status();
            let known = ProxyFailure::of_answer(status, answer.headers());
            return Err(known.unwrap_or(ProxyFailure::Refused { status: status.as_u16(), code: None }));
        }
        let far = hyper::upgrade::on(answer);
        tokio::spawn(async move {
            let near = hyper::upgrade::on(request);
            // Both are kept: without `line` the far end would close.
            if let (Ok(near), Ok(far)) = (near.await, far.await) {
                joined(near, far).await;
            }
            drop(line);
        });
        Ok(status(StatusCode::OK))
    }

    async fn forward(
        &self,
        upstream: &mut Option<Upstream>,
        proxy: Arc<ProxyAddress>,
        request: Request<Incoming>,
    ) -> Result<Response<RelayBody>, ProxyFailure> {
        let (parts, body) = request.into_parts();
        let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
            return Ok(status(StatusCode::PAYLOAD_TOO_LARGE));
        };
        let mut headers = parts.headers;
        without_the_line(&mut headers);
        let asked = ProxyAsk { method: parts.method, target: parts.uri, headers, body: body.to_bytes() };
        let line = match upstream {
            Some(line) => line,
            None => upstream.insert(Upstream::open(self.way.clone(), proxy).await?),
        };
        let (mut parts, body) = line.ask(&asked).await?.into_parts();
        without_the_line(&mut parts.headers);
        Ok(Response::from_parts(parts, body.boxed_unsync()))
    }
}

/// What names the proxy for a request: a tunnel is for https.
fn asked_for(request: &Request<Incoming>) -> Uri {
    match *request.method() == Method::CONNECT {
        true => format!("https://{}/", request.uri()).parse().unwrap_or_default(),
        false => request.uri().clone(),
    }
}

/// `host:port` of what is asked for.
fn target(uri: &Uri) -> Option<String> {
    Some(format!("{}:{}", uri.host()?, uri.port_u16().unwrap_or(80)))
}

/// Takes out what is about the line and not about the request (RFC 9110, 7.6.1).
fn without_the_line(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let usual = [CONNECTION, PROXY_AUTHORIZATION, TRANSFER_ENCODING, UPGRADE];
    let old = ["proxy-connection", "keep-alive"].map(HeaderName::from_static);
    for name in named.into_iter().chain(usual).chain(old) {
        headers.remove(name);
    }
}

fn status(code: StatusCode) -> Response<RelayBody> {
    let mut answer = Response::new(Empty::new().map_err(|never| match never {}).boxed_unsync());
    *answer.status_mut() = code;
    answer
}

/// Carries bytes both ways until either end is done: neither TLS nor HTTP goes on with half a line.
async fn joined(near: Upgraded, far: Upgraded) {
    let (near_read, near_write) = tokio::io::split(TokioIo::new(near));
    let (far_read, far_write) = tokio::io::split(TokioIo::new(far));
    tokio::select! {
        () = carried(near_read, far_write) => {}
        () = carried(far_read, near_write) => {}
    }
}

async fn carried(from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin) {
    // Whatever ends it, the other end sees that it has ended, and says what that means.
    _ = copy_buf(&mut BufReader::with_capacity(BUFFER, from), &mut to).await;
    _ = to.shutdown().await;
}
