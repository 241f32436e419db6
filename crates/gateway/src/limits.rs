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

/// Connections of all sources together: a thousand enterprises with a few loggers each.
pub const DOOR_LINES_MAX: usize = 4_096;
/// Connections of one source address: an operator's network may stand behind one.
pub const DOOR_LINES_OF_SOURCE_MAX: usize = 512;
/// Seconds until the first whole frame of a connection: who only holds a line open is hung up.
pub const DOOR_FIRST_FRAME_SECONDS_MAX: u64 = 30;
/// Seconds that a frame may take from its first byte to its last.
pub const DOOR_FRAME_SECONDS_MAX: u64 = 10;
/// Seconds without a frame: a logger that sends day data only keeps its line by its heartbeat.
pub const DOOR_IDLE_SECONDS_MAX: u64 = 1_800;
/// Seconds that an answer may wait to be taken by the device.
pub const DOOR_ANSWER_SECONDS_MAX: u64 = 10;
/// Frames of a connection that wait for their commit; then nothing more is read from it.
pub const DOOR_FRAMES_IN_FLIGHT_MAX: usize = 256;
/// Frames of a device in a second; beyond these the line is read no faster.
pub const DOOR_FRAMES_PER_SECOND_MAX: u32 = 500;
/// Frames that wait for a commit, of all connections.
pub const DOOR_FRAMES_WAITING_MAX: usize = 16_384;
/// Frames of somebody who is not in the register, then the line is hung up.
pub const DOOR_STRANGER_FRAMES_MAX: u32 = 16;
/// Keys of a device's last frames by which a re-send is known: re-sends come within a minute, and a thousand
/// devices take some 50 MB.
pub const DOOR_KEYS_OF_DEVICE_MAX: usize = 512;
/// Seconds after the end of what it tells of when a frame counts as late.
pub const DOOR_LATE_SECONDS: i64 = 3_600;
/// Seconds that a device's clock may be ahead before its readings are doubtful.
pub const DOOR_AHEAD_SECONDS_MAX: i64 = 600;
/// Bytes of a file of certificates or of a key: a chain of a few is some kilobytes, all authorities of a system
/// some hundreds.
pub const DOOR_PEM_BYTES_MAX: usize = 1 << 20;
/// Bytes that are read from a connection at a time.
pub const DOOR_READ_BYTES: usize = 16_384;
/// Frames that a commit of the inbox takes at most.
pub const DOOR_COMMIT_FRAMES_MAX: usize = 4_096;
/// Seconds between two looks whether the inbox has something for the lake.
pub const DOOR_CARRY_SECONDS: u64 = 5;
/// Frames that wait when they are carried at once, whatever their age.
pub const DOOR_CARRY_FRAMES: i64 = 50_000;
/// Seconds that a frame waits in the inbox before it is carried.
pub const DOOR_CARRY_AGE_SECONDS: i64 = 15;
/// Seconds between two times that the counts of a code without a point are written down; one that is new is written at once.
pub const DOOR_UNPOINTED_SECONDS: i64 = 3_600;
/// Codes without a point that are written down at a time: frames wait for their commit meanwhile.
pub const DOOR_UNPOINTED_CODES_AT_ONCE: usize = 128;
/// Signs that are kept of the last value of a code without a point: a number has 13, a text is known by its beginning.
pub const DOOR_UNPOINTED_VALUE_CHARS_MAX: usize = 64;
/// Seconds between two looks at the register, and between two times that strangers are written down.
pub const DOOR_REGISTER_SECONDS: u64 = 2;
/// What became of lines that waits to be written down; of more the last of each device is kept.
pub const DOOR_LINE_CHANGES_MAX: usize = 16_384;
/// Of those, what is written down in one transaction, which frames that wait for their commit wait for.
pub const DOOR_LINE_CHANGES_AT_ONCE: usize = 128;

const _: () = {
    assert!(DOOR_COMMIT_FRAMES_MAX <= DOOR_FRAMES_WAITING_MAX);
    assert!(DOOR_COMMIT_FRAMES_MAX <= zone::limits::INBOX_ROW_FRAMES_MAX);
    // A commit of the longest frames fits into a row with room for their readings.
    assert!(
        DOOR_COMMIT_FRAMES_MAX * HJ212_SEGMENT_PRINTED_BYTES_MAX * 2
            <= zone::limits::INBOX_ROW_BYTES_MAX
    );
    assert!(DOOR_LINES_OF_SOURCE_MAX <= DOOR_LINES_MAX);
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
