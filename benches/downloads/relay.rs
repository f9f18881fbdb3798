//! A line with a delay, for `downloads.py`: every byte arrives some milliseconds after it was sent, in both directions.
//! Standard library only: `rustc -O relay.rs && ./relay LISTEN TO MILLISECONDS [MIB]`. Its speed is not limited, unless
//! by MIB: so much may be on its way at once in each connection, as the buffers of real ones have it.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, listen, to, delay, window @ ..] = arguments.as_slice() else {
        panic!("relay LISTEN TO MILLISECONDS [MIB]")
    };
    let delay = Duration::from_millis(delay.parse().expect("milliseconds"));
    let window = window.first().map_or(usize::MAX, |mib| mib.parse::<usize>().expect("MiB") << 20);
    for near in TcpListener::bind(listen)?.incoming() {
        let (near, far) = (near?, TcpStream::connect(to)?);
        for stream in [&near, &far] {
            stream.set_nodelay(true)?;
        }
        carry(near.try_clone()?, far.try_clone()?, delay, window);
        carry(far, near, delay, window);
    }
    Ok(())
}

/// Reads on one thread and writes on another, so that what is on its way does not hold up what follows: up to `window`
/// bytes, which are on their way until their receipt is known, another delay after they arrived.
fn carry(mut from: TcpStream, mut to: TcpStream, delay: Duration, window: usize) {
    let (sender, receiver) = sync_channel::<(Instant, Vec<u8>)>(4096);
    let (receipts, receipts_come) = sync_channel::<(Instant, usize)>(8192);
    let room = Arc::new((Mutex::new(window), Condvar::new()));
    let (freed, given_up) = (room.clone(), room.clone());
    thread::spawn(move || {
        for (due, count) in receipts_come {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let mut free = freed.0.lock().expect("room");
            *free = free.saturating_add(count);
            drop(free);
            freed.1.notify_one();
        }
    });
    thread::spawn(move || {
        let mut buffer = vec![0; 256 << 10];
        loop {
            let free =
                room.1.wait_while(room.0.lock().expect("room"), |free| *free == 0).expect("room").min(buffer.len());
            let Ok(count @ 1..) = from.read(&mut buffer[..free]) else { break };
            *room.0.lock().expect("room") -= count;
            if sender.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Read);
    });
    thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() || receipts.send((Instant::now() + delay, bytes.len())).is_err() {
                break;
            }
        }
        *given_up.0.lock().expect("room") = usize::MAX / 2; // for whoever waits to read on
        given_up.1.notify_one();
        let _ = to.shutdown(Shutdown::Write);
    });
}
