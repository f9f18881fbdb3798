//! Bringing one media to a bucket: its bytes go on in parts as they come and are hashed, and are judged once they are all there.
//! The object is not visible yet then ([`Held`]).

use std::time::Instant;

use super::bucket::Bucket;
use super::held::Held;
use super::intake::{Arrived, Body, Intake};
use super::note::Note;
use super::place::{self, Free, Place, There};
use crate::base::error::{Error, ErrorKind, Result};
use crate::download::inside::Inside;
use crate::download::judge::{Case, Judged};
use crate::download::meter::Meter;
use crate::download::receipt::Receipt;
use crate::download::stream::{MediaSource, Stream};
use crate::download::taken::{had, skipped};
use crate::download::times::Watch;
use crate::download::verdict::Claims;
use crate::download::{
    Answer, Contents, Effect, FetchPlan, Outcome, Progress, Verdict, check_name, likely_name, name, opened, subject,
};
use crate::m;
use crate::model::Media;
use crate::portals::Portal;

/// Restarts because the version changed before its end, before giving up.
const RESTARTS: u32 = 3;

/// One media on its way into a bucket.
pub struct Delivery<'a, 'b> {
    pub media: &'a Media,
    pub plan: &'a FetchPlan,
    pub bucket: &'b Bucket,
    /// The name that it takes, where whoever asks has looked there already.
    pub free: Option<Free>,
    pub started: Instant,
}

/// How a download to a bucket ends, before anything of it is visible.
pub enum Delivered<'b> {
    /// Nothing is to be put.
    Done(Box<Outcome>),
    Held(Box<Held<'b>>),
}

impl Delivered<'_> {
    /// Makes visible what is held.
    pub async fn published(self) -> Result<Outcome> {
        match self {
            Self::Done(outcome) => Ok(*outcome),
            Self::Held(held) => held.publish().await,
        }
    }
}

/// What is to be said of an object before it is there.
pub struct Weighed {
    pub outcome: Outcome,
    /// The reason and the doubt, in English.
    pub recorded: (String, Option<String>),
}

/// Brings the media to the bucket, for the name that is `free` there, or the one that it takes by itself; nothing is visible
/// yet. What broke off is begun again: an upload's parts cannot be read back, so that nothing proves what is in them.
pub async fn hold<'b>(
    portal: &dyn Portal,
    media: &Media,
    plan: &FetchPlan,
    (bucket, free): (&'b Bucket, Option<Free>),
    mut report: impl FnMut(Progress) + Send,
) -> Result<Delivered<'b>> {
    let (started, mut watch) = (Instant::now(), Watch::start());
    plan.name.as_deref().map_or(Ok(()), check_name)?;
    let delivery = Delivery { media, plan, bucket, free, started };
    let turn = plan.traffic.turn(media, false).await;
    watch.spent_on(|times| &mut times.turn);
    let subject = subject(media);
    let source = MediaSource { portal, media, answers: &plan.answers, subject: &subject, by_checksum: true };
    let mut once = delivery.once(source, true, &mut report, &mut watch).await?;
    if let Once::MixedUp(_) = once {
        let source = MediaSource { by_checksum: false, ..source };
        once = delivery.once(source, false, &mut report, &mut watch).await?;
    }
    let brought = match once {
        Once::Delivered(brought) => brought,
        Once::Packed => {
            drop(turn); // the folder's download waits for one of its own
            return delivery.through_disk(portal, report).await;
        }
        Once::MixedUp(error) => return Err(error),
    };
    Ok(match brought {
        Delivered::Done(outcome) => Delivered::Done(Box::new(Outcome { times: watch.times, ..*outcome })),
        Delivered::Held(mut held) => {
            held.outcome.times = watch.times;
            // What it holds of the memory counts until it is let go.
            held.turn = turn.into();
            Delivered::Held(held)
        }
    })
}

/// How one try ends.
enum Once<'b> {
    Delivered(Delivered<'b>),
    /// Its server packs it unasked.
    Packed,
    /// Its bytes are of several answers, and not what is stated: one more try in one piece tells whose fault that is.
    MixedUp(Error),
}

impl<'b> Delivery<'_, 'b> {
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    pub fn note(&self, name: &str) -> Result<Note> {
        let contents = Contents::new(self.media, &self.plan.answers);
        Note::begin(&self.bucket.notes, self.bucket.whereabouts(), &self.bucket.address.key(name), &contents)
    }

    /// Brings the media over once; `looks`: whether what is there already may end it.
    async fn once(
        &self,
        source: MediaSource<'_>,
        looks: bool,
        report: impl FnMut(Progress) + Send,
        watch: &mut Watch,
    ) -> Result<Once<'b>> {
        let Self { media, plan, bucket, free, .. } = self;
        let done = |outcome| Ok(Once::Delivered(Delivered::Done(Box::new(outcome))));
        let looked = if looks && free.is_none() { self.likely().await? } else { None };
        let there = looked.as_ref().and_then(|there| there.ours(bucket, &Contents::new(media, &plan.answers)));
        let stream = match opened(source, there, plan.had.clone()).await? {
            Answer::Unchanged(earlier) => return done(earlier.outcome(self.seconds())),
            Answer::Had => return done(had(media, &bucket.address.path(""), self.seconds())),
            Answer::Other(stream, _) => *stream,
        };
        watch.spent_on(|times| &mut times.answer);
        if !stream.version.encodings.is_none() {
            return Ok(Once::Packed);
        }
        let place = match free {
            Some(free) => Place::Free(Box::new(free.clone())),
            None => {
                let name = plan.name.clone().unwrap_or_else(|| name(media, &plan.answers, &stream));
                place::take(bucket, plan, &name, (media, &stream.version), looked).await?
            }
        };
        let free = match place {
            Place::Free(free) => *free,
            Place::Unchanged(earlier) => return done(earlier.outcome(self.seconds())),
            Place::Kept(name) => return done(skipped(media, bucket.address.path(&name), self.seconds())),
        };
        let (arrived, note) = self.receive(stream, &free, report).await?;
        watch.spent_on(|times| &mut times.bytes);
        let (weighed, admitted) = self.weigh(&arrived, &free.name);
        if let Err(error) = admitted {
            let is_mixed_up = arrived.joined && weighed.outcome.verdict == Verdict::Altered;
            arrived.body.give_up(note).await;
            return if is_mixed_up { Ok(Once::MixedUp(error)) } else { Err(error) };
        }
        if let Some(earlier) = free.holds(&weighed.outcome.sha256) {
            arrived.body.give_up(note).await;
            return done(earlier.clone().outcome(self.seconds()));
        }
        Ok(Once::Delivered(Delivered::Held(Box::new(self.held(arrived.body, weighed, free, note)))))
    }

    /// What has come, and is not visible yet.
    pub fn held(&self, body: Body<'b>, weighed: Weighed, free: Free, note: Note) -> Held<'b> {
        let Weighed { outcome, recorded } = weighed;
        let receipt = self.plan.origin.as_ref();
        let receipt = receipt.map(|it| Receipt::new(it, self.media, &self.plan.answers, &outcome, recorded));
        let (bucket, started, turn) = (self.bucket, self.started, vec![]);
        Held { bucket, body, free, note, outcome, receipt, started, turn }
    }

    /// What is there already under the name that it most likely has.
    async fn likely(&self) -> Result<Option<There>> {
        let name = self.plan.name.clone().or_else(|| likely_name(self.media, &self.plan.answers));
        match name {
            Some(name) => There::at(self.bucket, &name).await.map(Some),
            None => Ok(None),
        }
    }

    /// Takes in all bytes, each version that comes under a note of its own. What fails on the way leaves nothing open.
    async fn receive(
        &self,
        mut stream: Stream<'_>,
        free: &Free,
        report: impl FnMut(Progress) + Send,
    ) -> Result<(Arrived<'b>, Note)> {
        let total = stream.version.length.or(Claims::of(self.media, &stream.version).likely_size());
        let (mut meter, mut restarts) = (Meter::new(report, 0, total, false), 0);
        loop {
            let (version, mut note) = (stream.version.clone(), self.note(&free.name)?);
            let algo = Claims::of(self.media, &version).algo();
            let mut intake = Intake::new(self, free, version.content_type.clone(), version.length, algo);
            let ended = intake.all(&mut stream, &mut note, &mut meter).await;
            if ended.as_ref().is_ok_and(|is_whole| *is_whole) {
                meter.end();
                return Ok((intake.finish(version, stream.has_broken()).await?, note));
            }
            if intake.give_up().await {
                note.done();
            }
            ended?;
            restarts += u32::from(!stream.is_begun_again(&version));
            if restarts > RESTARTS || !stream.version.encodings.is_none() {
                let error = Error::new(ErrorKind::Portal, subject(self.media), m!("download-changing"));
                return Err(error.hint(m!("download-changing-hint")));
            }
            meter.start_over(stream.version.length);
        }
    }

    /// What is to be said of it, and whether it may become visible.
    fn weigh(&self, arrived: &Arrived<'_>, name: &str) -> (Weighed, Result<()>) {
        let Self { media, plan, bucket, .. } = self;
        let Arrived { version, bytes, digests, head, .. } = arrived;
        let claims = Claims::of(media, version);
        let inside = || &Inside::Nothing;
        let name_of = (name, plan.name.is_some());
        let case = Case { media, name: name_of, claims: &claims, version, bytes: *bytes, digests, head, inside };
        let (Judged { verdict, reason, doubt, .. }, recorded) = case.judged();
        let admitted = match plan.require.admits(verdict) {
            true => Ok(()),
            false => Err(not_kept(media, &reason)),
        };
        let outcome = Outcome {
            path: bucket.address.path(name),
            bytes: *bytes,
            sha256: digests.sha256.clone(),
            verdict,
            reason,
            doubt,
            claim: claims.stated.clone(),
            last_modified: version.modified(),
            content_type: version.content_type.clone(),
            etag: version.etag.clone(),
            resumed_from: 0,
            effect: Effect::Downloaded,
            aside: None,
            replaced: false,
            times: Default::default(),
            seconds: self.seconds(),
        };
        (Weighed { outcome, recorded: (recorded.reason, recorded.doubt) }, admitted)
    }
}

/// What came is not what may be kept.
pub fn not_kept(media: &Media, reason: &str) -> Error {
    Error::new(ErrorKind::Integrity, subject(media), m!("stores-not-kept", reason)).hint(m!("stores-not-kept-hint"))
}
