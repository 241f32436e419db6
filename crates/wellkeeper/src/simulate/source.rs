//! Where the frames of a line come from.

use std::collections::VecDeque;
use std::sync::Arc;

use gateway::hj212::crc::CrcVariant;
use gateway::hj212::error::EncodeError;
use gateway::simulate::device::{Device, Sent};
use gateway::simulate::moment::Moment;
use gateway::simulate::scenario::Scenario;
use tokio::time::Instant;

use crate::simulate::Args;
use crate::simulate::pace::Pace;

/// The frames of one device.
#[derive(Debug)]
pub enum Source {
    /// Of a scenario, each at its moment.
    Simulated(Box<Simulated>),
    /// Of a file, one after the other.
    Recorded(VecDeque<Sent>),
}

/// A device of a scenario.
#[derive(Debug)]
pub struct Simulated {
    scenario: Arc<Scenario>,
    /// Its place in the scenario.
    place: usize,
    seed: u64,
    from: Moment,
    /// The last moment that is played.
    until: Option<Moment>,
    next: Moment,
}

impl Source {
    /// The devices of a scenario that begins at a moment. What is due at that very moment speaks of the
    /// time before it and is left out.
    pub fn of_scenario(scenario: Scenario, args: &Args, from: Moment) -> Vec<Self> {
        let scenario = Arc::new(scenario);
        let until = args.length.map(|length| from.later(length.as_secs()));
        (0..scenario.devices.len())
            .map(|place| {
                let next = scenario
                    .devices
                    .get(place)
                    .map(|device| device.next_due(from));
                Self::Simulated(Box::new(Simulated {
                    scenario: Arc::clone(&scenario),
                    place,
                    seed: args.seed,
                    from,
                    until,
                    next: next.unwrap_or(from),
                }))
            })
            .collect()
    }

    /// Recorded frames, those of a device together.
    pub fn of_recorded(devices: Vec<VecDeque<Sent>>) -> Vec<Self> {
        devices.into_iter().map(Self::Recorded).collect()
    }

    /// When the next frames are to be sent; none where no more come.
    pub fn due(&self, pace: &Pace) -> Option<Instant> {
        match self {
            Self::Simulated(device) => {
                let is_over = device.until.is_some_and(|until| device.next > until);
                (!is_over).then(|| pace.when(device.from, device.next))
            }
            Self::Recorded(frames) => (!frames.is_empty()).then(Instant::now),
        }
    }

    /// The check of what is sent beside its frames.
    pub fn crc(&self) -> CrcVariant {
        match self {
            Self::Simulated(simulated) => simulated.device().map(|device| device.crc),
            Self::Recorded(_) => None,
        }
        .unwrap_or(CrcVariant::Hj212)
    }

    /// Whether it ends by itself.
    pub fn has_end(&self) -> bool {
        match self {
            Self::Simulated(device) => device.until.is_some(),
            Self::Recorded(_) => true,
        }
    }

    /// The next frames.
    ///
    /// # Errors
    /// [`EncodeError`] where a device shows what has no form on the wire.
    pub fn take(&mut self) -> Result<Vec<Sent>, EncodeError> {
        match self {
            Self::Simulated(simulated) => {
                let at = simulated.next;
                let Some(device) = simulated.device() else {
                    return Ok(Vec::new());
                };
                let (sent, next) = (device.sent_at(simulated.seed, at)?, device.next_due(at));
                simulated.next = next;
                Ok(sent)
            }
            Self::Recorded(frames) => Ok(frames.pop_front().into_iter().collect()),
        }
    }
}

impl Simulated {
    fn device(&self) -> Option<&Device> {
        self.scenario.devices.get(self.place)
    }
}
