//! A line with a delay, for `downloads.py`: every byte arrives some milliseconds after it was sent, in both directions.
//! Standard library only: `rustc -O relay.rs && ./relay LISTEN TO MILLISECONDS`. Its speed is not limited.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, listen, to, delay] = arguments.as_slice() else { panic!("relay LISTEN TO MILLISECONDS") };
    let delay = Duration::from_millis(delay.parse().expect("milliseconds"));
    for near in TcpListener::bind(listen)?.incoming() {
        let (near, far) = (near?, TcpStream::connect(to)?);
        for stream in [&near, &far] {
            stream.set_nodelay(true)?;
        }
        carry(near.try_clone()?, far.try_clone()?, delay);
        carry(far, near, delay);
    }
    Ok(())
}

/// Reads on one thread and writes on another, so that what is on its way does not hold up what follows.
fn carry(mut from: TcpStream, mut to: TcpStream, delay: Duration) {
    let (sender, receiver) = sync_channel::<(Instant, Vec<u8>)>(4096);
    thread::spawn(move || {
        let mut buffer = vec![0; 256 << 10];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if sender.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Read);
    });
    thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
