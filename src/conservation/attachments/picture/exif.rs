//! What a camera notes of a photo (Exif 3.0, in the form of TIFF 6.0): of all of it only the direction and the day are read.

use crate::domain::calendar::PartialDate;

const ORIENTATION: u16 = 0x0112;
const EXIF_DIRECTORY: u16 = 0x8769;
const TAKEN_AT: u16 = 0x9003;
const TEXT: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// How the picture is to be turned, 2 to 8; none when it stands upright.
    pub orientation: Option<u16>,
    /// The day on which it was taken.
    pub taken_on: Option<String>,
}

/// Numbers of two and four bytes at a place, in the order of bytes that the notes begin with.
struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Reader<'_> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some((if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) }) as usize)
    }

    /// Where the value of an entry of a directory stands, when it is there and of this type.
    fn entry(&self, directory: usize, tag: u16, kind: u16) -> Option<usize> {
        let entries = usize::from(self.short(directory)?);
        let mut places = (0..entries).map_while(|n| directory.checked_add(2 + 12 * n));
        let at = places.find(|at| self.short(*at) == Some(tag))?;
        (self.short(at + 2)? == kind).then_some(at + 8)
    }
}

/// Reads the notes; what they do not say, or not as they should, counts as not said.
pub fn notes(tiff: &[u8]) -> Notes {
    let little = match tiff.get(..4) {
        Some(b"II*\0") => true,
        Some(b"MM\0*") => false,
        _ => return Notes::default(),
    };
    let reader = Reader { bytes: tiff, little };
    let first = reader.long(4);
    let turned = || reader.short(reader.entry(first?, ORIENTATION, SHORT)?);
    let day = || {
        let directory = reader.long(reader.entry(first?, EXIF_DIRECTORY, LONG)?)?;
        let at = reader.long(reader.entry(directory, TAKEN_AT, TEXT)?)?;
        let text = std::str::from_utf8(tiff.get(at..at.checked_add(10)?)?).ok()?;
        PartialDate::parse("taken_on", &text.replace(':', "-")).ok().map(|date| date.to_string())
    };
    Notes { orientation: turned().filter(|turn| (2..=8).contains(turn)), taken_on: day() }
}

/// Notes that say nothing but the direction.
pub fn only(orientation: u16) -> Vec<u8> {
    // Order of bytes, one directory at 8 with one entry: tag, type, count 1, value; then no further directory.
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
    tiff.extend(ORIENTATION.to_be_bytes());
    tiff.extend(SHORT.to_be_bytes());
    tiff.extend(1u32.to_be_bytes());
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0; 6]);
    tiff
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Notes of a camera: a direction, a day and a position, little-endian.
    pub fn camera(orientation: u16) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
        };
        // At 8: three entries and the end, 2 + 36 + 4 bytes, so the next directory is at 50 and its text at 68.
        tiff.extend([3, 0]);
        tiff.extend(entry(0x0112, 3, 1, orientation.into()));
        tiff.extend(entry(0x8769, 4, 1, 50));
        tiff.extend(entry(0x8825, 4, 1, 88));
        tiff.extend([0; 4]);
        tiff.extend([1, 0]);
        tiff.extend(entry(0x9003, 2, 20, 68));
        tiff.extend([0; 4]);
        tiff.extend(b"2024:05:17 10:20:30\0");
        tiff.extend([1, 0]);
        tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
        tiff.extend([0; 4]);
        tiff.extend(b"GPS 35.7549 139.3875");
        tiff
    }

    #[test]
    fn the_direction_and_the_day_are_read_in_either_order_of_bytes() {
        assert_eq!(notes(&camera(6)), Notes { orientation: Some(6), taken_on: Some("2024-05-17".into()) });
        assert_eq!(notes(&only(8)), Notes { orientation: Some(8), taken_on: None });
    }

    #[test]
    fn an_upright_picture_and_a_direction_that_is_none_need_no_notes() {
        for turn in [0, 1, 9, 700] {
            assert_eq!(notes(&camera(turn)).orientation, None, "{turn}");
        }
    }

    #[test]
    fn notes_that_are_cut_off_anywhere_say_less_and_harm_nobody() {
        let whole = camera(3);
        for length in 0..whole.len() {
            let read = notes(&whole[..length]);
            assert!(read.orientation.is_none_or(|turn| turn == 3));
            assert_eq!(read.taken_on.is_some(), length >= 78, "{length}");
        }
    }

    #[test]
    fn places_beyond_the_end_are_not_followed() {
        let mut tiff = camera(6);
        tiff[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(notes(&tiff), Notes::default());
        let mut tiff = camera(6);
        tiff[8..10].copy_from_slice(&u16::MAX.to_le_bytes());
        assert_eq!(notes(&tiff).orientation, Some(6));
    }

    #[test]
    fn a_day_that_the_camera_did_not_know_is_none() {
        let mut tiff = camera(6);
        tiff[68..78].copy_from_slice(b"0000:00:00");
        assert_eq!(notes(&tiff).taken_on, None);
    }

    #[test]
    fn the_least_notes_are_26_bytes() {
        assert_eq!(only(6), b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    }
}
