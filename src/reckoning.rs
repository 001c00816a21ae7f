//! Long reckonings: beside the threads that serve requests, until the time is over or nobody waits any more.

use crate::error::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Reckons with a clock that says when to stop.
pub async fn within<T: Send + 'static>(
    limit: Duration,
    reckon: impl FnOnce(&Clock) -> T + Send + 'static,
) -> Result<T> {
    let abandoned = Arc::new(AtomicBool::new(false));
    let _waiting = Waiting(abandoned.clone());
    let work = move || reckon(&Clock { began: Instant::now(), limit, abandoned });
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// Says that nobody waits any more when it goes.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How long may be reckoned.
pub struct Clock {
    began: Instant,
    limit: Duration,
    abandoned: Arc<AtomicBool>,
}

impl Clock {
    /// Yes once a part of the time is over.
    pub fn stop(&self, part: f64) -> impl Fn() -> bool + Sync {
        let limit = self.limit.mul_f64(part);
        move || self.began.elapsed() >= limit || self.abandoned.load(Ordering::Relaxed)
    }

    /// Whether nobody waits any more.
    pub fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Relaxed)
    }
}
