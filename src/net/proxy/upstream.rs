//! One line to a proxy that carries requests: each is asked again as often as signing in takes.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::PROXY_AUTHORIZATION;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;

use super::address::ProxyAddress;
use super::challenge;
use super::dial::{Dialer, broke};
use super::failure::ProxyFailure;
use super::sign_in::{Means, ProxySignIn};

/// Of NTLM there are three; one more where what was said unasked is out of date, and one where a line ends meanwhile.
const ROUNDS: usize = 6;
/// More of a page that says "sign in" is not read before the next round: another line is taken instead.
const PAGE_LIMIT: usize = 256 << 10;

/// What lines to proxies need.
pub(super) struct ProxyWay {
    pub(super) dialer: Dialer,
    pub(super) means: Arc<Means>,
}

pub(super) struct Upstream {
    way: Arc<ProxyWay>,
    proxy: Arc<ProxyAddress>,
    line: SendRequest<Full<Bytes>>,
    sign_in: ProxySignIn,
}

/// What is asked of a proxy, as often as need be.
#[derive(Clone)]
pub(super) struct ProxyAsk {
    pub(super) method: Method,
    /// With scheme and host, or a host and a port for CONNECT.
    pub(super) target: Uri,
    pub(super) headers: hyper::HeaderMap,
    pub(super) body: Bytes,
}

impl ProxyAsk {
    /// A tunnel to `target`, a host and a port.
    pub(super) fn tunnel(target: &Uri) -> Self {
        let mut headers = hyper::HeaderMap::new();
        if let Ok(host) = target.to_string().parse() {
            headers.insert(hyper::header::HOST, host);
        }
        Self { method: Method::CONNECT, target: target.clone(), headers, body: Bytes::new() }
    }
}

impl Upstream {
    /// A line that signs in with what is set, or as reqwest does.
    pub(super) async fn open(way: Arc<ProxyWay>, proxy: Arc<ProxyAddress>) -> Result<Self, ProxyFailure> {
        let line = dialled(&way, &proxy).await?;
        let sign_in = match way.means.is_set() {
            true => ProxySignIn::begin(way.means.clone(), proxy.clone()).await?,
            false => ProxySignIn::as_reqwest(way.means.clone(), proxy.clone()),
        };
        Ok(Self { way, proxy, line, sign_in })
    }

    /// The proxy's answer, which is no question who one is: that is a failure once there is nothing more to say.
    pub(super) async fn ask(&mut self, asked: &ProxyAsk) -> Result<Response<Incoming>, ProxyFailure> {
        for _ in 0..ROUNDS {
            if self.line.ready().await.is_err() {
                self.line = dialled(&self.way, &self.proxy).await?;
                self.sign_in.on_another_line();
            }
            let request = self.request(asked);
            let answer = match self.line.send_request(request).await {
                Ok(answer) => answer,
                // The line ended between two requests.
                Err(error) if error.is_canceled() || error.is_closed() => continue,
                Err(error) => return Err(broke(&error)),
            };
            if answer.status() != StatusCode::PROXY_AUTHENTICATION_REQUIRED {
                self.sign_in.accepted();
                return Ok(answer);
            }
            let challenges = challenge::read(answer.headers());
            let is_read = Limited::new(answer.into_body(), PAGE_LIMIT).collect().await.is_ok();
            self.sign_in.challenged(&challenges).await?;
            if !is_read {
                self.line = dialled(&self.way, &self.proxy).await?;
                self.sign_in.on_another_line();
            }
        }
        Err(ProxyFailure::Broke(crate::m!("proxy-no-end")))
    }

    fn request(&mut self, asked: &ProxyAsk) -> Request<Full<Bytes>> {
        let ProxyAsk { method, target, headers, body } = asked.clone();
        let header = self.sign_in.header(method.as_str(), &target.to_string());
        let mut request = Request::new(Full::new(body));
        (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, target, headers);
        request.headers_mut().remove(PROXY_AUTHORIZATION);
        if let Some(header) = header {
            request.headers_mut().insert(PROXY_AUTHORIZATION, header);
        }
        request
    }
}

async fn dialled(way: &ProxyWay, proxy: &ProxyAddress) -> Result<SendRequest<Full<Bytes>>, ProxyFailure> {
    let io = TokioIo::new(way.dialer.dial(proxy).await?);
    let (line, driver) = http1::handshake(io).await.map_err(|error| broke(&error))?;
    tokio::spawn(async move {
        // What goes wrong is said to whoever waits for an answer.
        _ = driver.with_upgrades().await;
    });
    Ok(line)
}
