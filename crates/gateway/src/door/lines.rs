//! Who is on line.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use super::known::held;

/// The devices that have a line now, each with its latest.
#[derive(Debug, Default)]
pub struct Lines(Mutex<HashMap<i64, OnLine>>);

/// A device's line.
#[derive(Debug, Clone)]
struct OnLine {
    line: u64,
    from: IpAddr,
    /// Told when another line takes its place.
    replaced: Arc<Notify>,
}

/// What came of a device that speaks on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is the line that it spoke on before, or its only one.
    Same,
    /// It came back from where it was: its older line is let go.
    Back,
    /// It speaks from elsewhere now, `from` there before.
    Elsewhere { from: IpAddr },
}

impl Lines {
    /// Whether the device with this number in the register has spoken on a line that is still open.
    pub fn is_on_line(&self, device: i64) -> bool {
        held(&self.0).contains_key(&device)
    }

    /// Says that a device speaks on a line; a device has one line at a time, the latest.
    pub(super) fn speaks(
        &self,
        device: i64,
        line: u64,
        from: IpAddr,
        replaced: &Arc<Notify>,
    ) -> Turn {
        let mut on_line = held(&self.0);
        let there = on_line.get(&device);
        if there.is_some_and(|there| there.line == line) {
            return Turn::Same;
        }
        let turn = match there {
            None => Turn::Same,
            Some(there) => {
                there.replaced.notify_one();
                if there.from == from {
                    Turn::Back
                } else {
                    Turn::Elsewhere { from: there.from }
                }
            }
        };
        let replaced = Arc::clone(replaced);
        on_line.insert(
            device,
            OnLine {
                line,
                from,
                replaced,
            },
        );
        turn
    }

    /// Says that a line ended.
    pub(super) fn hangs_up(&self, line: u64) {
        held(&self.0).retain(|_, on_line| on_line.line != line);
    }
}
