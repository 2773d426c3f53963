//! Patience with the other end of a connection, and its limits: who sends a request drop by drop,
//! takes no answer or says nothing is hung up on, and only so many may be connected at once.

use axum::serve::Listener;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// How long, and how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From the first byte of a request to the first of its answer.
    pub(crate) request: Duration,
    /// Without a byte in either direction between requests, or while an answer is taken.
    pub(crate) silence: Duration,
    /// Connections that are open at once; the next one waits in the queue of the system.
    pub(crate) at_once: usize,
}

/// A form of 128 KiB over a poor telephone line takes half a minute.
const LIMITS: Limits = Limits {
    request: Duration::from_secs(60),
    silence: Duration::from_secs(60),
    at_once: 1024,
};

/// A listener of the product: patient with the limits above.
pub(crate) fn patient<L: Listener>(listener: L) -> Patient<L> {
    Patient::within(listener, LIMITS)
}

/// A listener whose connections are watched.
pub(crate) struct Patient<L> {
    listener: L,
    places: Arc<Semaphore>,
    limits: Limits,
}

impl<L: Listener> Patient<L> {
    /// Watches what this listener accepts.
    pub(crate) fn within(listener: L, limits: Limits) -> Patient<L> {
        Patient {
            listener,
            places: Arc::new(Semaphore::new(limits.at_once)),
            limits,
        }
    }
}

impl<L: Listener> Listener for Patient<L> {
    type Io = Watched<L::Io>;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        // The places are never closed: an error cannot come, and without a place nothing is held.
        let place = self.places.clone().acquire_owned().await.ok();
        let (io, from) = self.listener.accept().await;
        let watched = Watched {
            io,
            limits: self.limits,
            asking: false,
            end: Box::pin(sleep(self.limits.silence)),
            _place: place,
        };
        (watched, from)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that ends when its other end has used up the patience.
pub(crate) struct Watched<Io> {
    io: Io,
    limits: Limits,
    /// A request has begun to come and no byte of its answer has gone.
    asking: bool,
    end: Pin<Box<Sleep>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl<Io> Watched<Io> {
    fn until(&mut self, from_now: Duration) {
        self.end.as_mut().reset(Instant::now() + from_now);
    }

    fn over(&mut self, context: &mut Context<'_>) -> Result<(), io::Error> {
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Err(ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    /// Bytes of an answer went: the other end has its whole patience again.
    fn answered(&mut self, wrote: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(1..)) = wrote {
            self.asking = false;
            self.until(self.limits.silence);
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Watched<Io> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.over(context)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.io).poll_read(context, buffer);
        if buffer.filled().len() > before && !self.asking {
            self.asking = true;
            let patience = self.limits.request;
            self.until(patience);
        }
        read
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Watched<Io> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.io).poll_write(context, bytes);
        self.answered(&wrote);
        if wrote.is_pending() {
            self.over(context)?;
        }
        wrote
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.io).poll_write_vectored(context, slices);
        self.answered(&wrote);
        if wrote.is_pending() {
            self.over(context)?;
        }
        wrote
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}
