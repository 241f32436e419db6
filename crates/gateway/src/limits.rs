//! What is refused because it is too long, too many or too late, once for the whole room.

/// Bytes of the data segment that are accepted. HJ 212-2017 6.3 allows 1,024; segments of 1,045 bytes come in from the field.
pub const HJ212_SEGMENT_BYTES_MAX: usize = 2_048;
/// Bytes of the data segment that we send: what HJ 212-2017 6.3 allows.
pub const HJ212_SEGMENT_SENT_BYTES_MAX: usize = 1_024;
/// Bytes of the data area (CP) that we send in one packet: what HJ 212-2017 6.3 allows.
pub const HJ212_DATA_AREA_SENT_BYTES_MAX: usize = 950;
/// Bytes of the data segment of a device that sends its ciphertext printed as `{0xE4,…}`: five for each of 1,024.
pub const HJ212_SEGMENT_PRINTED_BYTES_MAX: usize = 5_120;
/// Bytes of the shortest data segment, `CP=&&&&`.
pub const HJ212_SEGMENT_BYTES_MIN: usize = 7;
/// Bytes that are skipped at once where no frame starts.
pub const HJ212_JUNK_STEP_BYTES: usize = 256;
/// Bytes that are no frame before the first frame of a connection: more than a frame that broke off, less than a scan.
pub const HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX: usize = 3_072;
/// Bytes that are no frame between two frames; beyond these the line is of no more use.
pub const HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX: usize = 16_384;
/// Bytes of what an error shows of the place that it speaks of.
pub const ERROR_EXCERPT_BYTES_MAX: usize = 24;
/// Bytes of the name of a field: the longest of the standard, `w01018-SampleTime`, has 17.
pub const HJ212_FIELD_NAME_BYTES_MAX: usize = 64;
/// Bytes of a value that is read as a number: the longest form of the standard, N13, has 13 digits.
pub const HJ212_NUMBER_BYTES_MAX: usize = 32;
/// Packets of one message: HJ 212-2017 6.3 writes up to four digits, a day of furnace temperatures needs a few dozen.
pub const HJ212_PACKETS_MAX: u16 = 128;
/// Messages that are put together from packets at a time.
pub const HJ212_ASSEMBLING_MESSAGES_MAX: usize = 64;
/// Bytes of the packets that wait for others.
pub const HJ212_ASSEMBLING_BYTES_MAX: usize = 1_048_576;
/// Seconds that packets wait for others: three re-sends of 10 s each (HJ 212-2017) and as much again.
pub const HJ212_ASSEMBLING_SECONDS_MAX: u64 = 60;
/// Bytes of a scenario: a hundred devices written one by one are some hundred kilobytes.
pub const SCENARIO_BYTES_MAX: usize = 4 << 20;
/// Devices that are simulated at once: each has a connection of its own, and one address has some 28,000 ports to begin them from.
pub const SIMULATED_DEVICES_MAX: usize = 20_000;
/// Channels of a simulated device: even the longest items of so many fit into the packets of one message.
pub const SIMULATED_CHANNELS_MAX: usize = 64;
/// Things that the devices of a scenario speak of: an enterprise and four facilities each.
pub const SIMULATED_THINGS_MAX: usize = 100_000;

const _: () = {
    assert!(HJ212_SEGMENT_BYTES_MIN < HJ212_SEGMENT_SENT_BYTES_MAX);
    assert!(HJ212_DATA_AREA_SENT_BYTES_MAX < HJ212_SEGMENT_SENT_BYTES_MAX);
    assert!(HJ212_SEGMENT_SENT_BYTES_MAX <= HJ212_SEGMENT_BYTES_MAX);
    assert!(HJ212_SEGMENT_BYTES_MAX <= HJ212_SEGMENT_PRINTED_BYTES_MAX);
    // The length has four digits.
    assert!(HJ212_SEGMENT_PRINTED_BYTES_MAX <= 9_999);
    assert!(HJ212_JUNK_STEP_BYTES < HJ212_SEGMENT_BYTES_MAX);
    // A connection may start in the middle of a frame.
    assert!(HJ212_SEGMENT_BYTES_MAX < HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX);
    assert!(HJ212_JUNK_BYTES_BEFORE_FIRST_FRAME_MAX <= HJ212_JUNK_BYTES_BETWEEN_FRAMES_MAX);
    assert!(HJ212_NUMBER_BYTES_MAX < HJ212_SEGMENT_SENT_BYTES_MAX);
};
