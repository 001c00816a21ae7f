//! JPEG (ISO/IEC 10918-1): segments, each with a marker. Kept are those without which the picture cannot be shown; of the
//! application's own segments only JFIF, the colour profile and Adobe's note on colours. What follows the end of the
//! picture is left behind, too: telephones append films there.

use super::exif::{self, Notes};
use super::{Found, array, broken};
use std::io::{self, BufRead, Write};

const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const NOTES: u8 = 0xE1;
const EXIF: &[u8] = b"Exif\0\0";

/// Copies the picture without metadata.
pub fn cleaned(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Found> {
    let start: [u8; 2] = array(input)?;
    if start != [0xFF, 0xD8] {
        return Err(broken());
    }
    output.write_all(&start)?;
    let (mut size, mut notes, mut scanned) = (None, None, false);
    let mut marker = next_marker(input)?;
    while marker != END {
        let segment = segment(input)?;
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                // One picture has one frame; a second could be larger than the first.
                if size.replace(frame_size(&segment)?).is_some() {
                    return Err(broken());
                }
                write(output, marker, &segment)?;
            }
            // Tables, and how often a scan restarts. A height that comes only after the scan (DC) is not read.
            0xC4 | 0xCC | 0xDB | 0xDD => write(output, marker, &segment)?,
            SCAN if size.is_some() => write(output, marker, &segment)?,
            NOTES if notes.is_none() && segment.starts_with(EXIF) => {
                let found = exif::notes(&segment[EXIF.len()..]);
                if let Some(turn) = found.orientation {
                    write(output, NOTES, &[EXIF, &exif::only(turn)].concat())?;
                }
                notes = Some(found);
            }
            0xE0..=0xEF | 0xFE if shows(marker, &segment) => write(output, marker, &segment)?,
            0xE0..=0xEF | 0xFE => {}
            _ => return Err(broken()),
        }
        scanned |= marker == SCAN;
        marker = if marker == SCAN { scan(input, output)? } else { next_marker(input)? };
    }
    output.write_all(&[0xFF, END])?;
    let Notes { taken_on, .. } = notes.unwrap_or_default();
    match size {
        Some((width_px, height_px)) if scanned => Ok(Found { width_px, height_px, taken_on }),
        _ => Err(broken()),
    }
}

/// Whether a segment of an application says how the picture is to be shown.
fn shows(marker: u8, segment: &[u8]) -> bool {
    let name: &[u8] = match marker {
        0xE0 => b"JFIF\0",
        0xE2 => b"ICC_PROFILE\0",
        0xEE => b"Adobe",
        _ => return false,
    };
    segment.starts_with(name)
}

/// Width and height of a frame: after its precision, the height first.
fn frame_size(frame: &[u8]) -> io::Result<(u32, u32)> {
    match *frame {
        [_, h1, h0, w1, w0, ..] => Ok((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into())),
        _ => Err(broken()),
    }
}

/// The next marker; any number of FF may stand before it.
fn next_marker(input: &mut impl BufRead) -> io::Result<u8> {
    let [first] = array(input)?;
    if first != 0xFF { Err(broken()) } else { after_fill(input) }
}

fn after_fill(input: &mut impl BufRead) -> io::Result<u8> {
    loop {
        let [byte] = array(input)?;
        if byte != 0xFF {
            return Ok(byte);
        }
    }
}

/// What a segment holds, without its length.
fn segment(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let length = usize::from(u16::from_be_bytes(array(input)?));
    let mut segment = vec![0; length.checked_sub(2).ok_or_else(broken)?];
    input.read_exact(&mut segment)?;
    Ok(segment)
}

fn write(output: &mut impl Write, marker: u8, segment: &[u8]) -> io::Result<()> {
    let length = u16::try_from(segment.len() + 2).map_err(|_| broken())?;
    output.write_all(&[0xFF, marker])?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(segment)
}

/// Copies the coded points of a scan; gives the marker that ends them.
fn scan(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<u8> {
    loop {
        let coded = input.fill_buf()?;
        if coded.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(at) = coded.iter().position(|byte| *byte == 0xFF) else {
            output.write_all(coded)?;
            let length = coded.len();
            input.consume(length);
            continue;
        };
        output.write_all(&coded[..at])?;
        input.consume(at + 1);
        match after_fill(input)? {
            // An FF among the points is followed by 00; restart marks stand between them.
            inside @ (0x00 | 0xD0..=0xD7) => output.write_all(&[0xFF, inside])?,
            marker => return Ok(marker),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conservation::attachments::picture::exif::tests::camera;

    fn part(marker: u8, body: &[u8]) -> Vec<u8> {
        [&[0xFF, marker][..], &(body.len() as u16 + 2).to_be_bytes(), body].concat()
    }

    /// A picture of 640 × 480 with these segments after its start; in its scan an FF and a restart.
    fn picture(segments: &[Vec<u8>]) -> Vec<u8> {
        let frame = part(0xC0, &[8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0]);
        let scan = [part(0xDA, &[1, 1, 0, 0, 63, 0]), vec![1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 5]].concat();
        let parts = [vec![0xFF, 0xD8], segments.concat(), part(0xDB, &[0; 65]), frame, part(0xC4, &[0; 20]), scan];
        [parts.concat(), vec![0xFF, 0xD9]].concat()
    }

    fn clean(bytes: &[u8]) -> io::Result<(Found, Vec<u8>)> {
        let mut output = Vec::new();
        cleaned(&mut &bytes[..], &mut output).map(|found| (found, output))
    }

    #[test]
    fn a_picture_without_metadata_stays_as_it_is_to_the_byte() {
        let profile = part(0xE2, b"ICC_PROFILE\0\x01\x01profile");
        let plain =
            picture(&[part(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), profile, part(0xEE, b"Adobe\0d\0\0\0\0\0")]);
        let (found, output) = clean(&plain).expect("a picture");
        assert_eq!(output, plain);
        assert_eq!(found, Found { width_px: 640, height_px: 480, taken_on: None });
    }

    #[test]
    fn where_by_whom_and_with_what_it_was_taken_is_left_behind() {
        let telling = [
            part(0xE1, &[EXIF, &camera(1)].concat()),
            part(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>GPS</x:xmpmeta>"),
            part(0xE2, b"MPF\0GPS"),
            part(0xE0, b"JFXX\0GPS"),
            part(0xED, b"Photoshop 3.0\0GPS"),
            part(0xE5, b"GPS"),
            part(0xFE, b"GPS of the owner"),
        ];
        let (found, output) = clean(&picture(&telling)).expect("a picture");
        assert_eq!(output, picture(&[]));
        assert_eq!(found.taken_on.as_deref(), Some("2024-05-17"));
    }

    #[test]
    fn a_picture_that_lies_on_its_side_keeps_the_direction_and_nothing_else() {
        let (_, output) = clean(&picture(&[part(0xE1, &[EXIF, &camera(6)].concat())])).expect("a picture");
        assert_eq!(output, picture(&[part(0xE1, &[EXIF, &exif::only(6)].concat())]));
        assert!(!output.windows(3).any(|bytes| bytes == b"GPS"));
    }

    #[test]
    fn what_follows_the_end_is_left_behind() {
        let (_, output) = clean(&[picture(&[]), b"a film with GPS".to_vec()].concat()).expect("a picture");
        assert_eq!(output, picture(&[]));
    }

    #[test]
    fn metadata_between_scans_is_left_behind() {
        let scan = [part(0xDA, &[1, 1, 0, 0, 63, 0]), vec![7, 7]].concat();
        let frame = part(0xC2, &[8, 0, 10, 0, 20, 1, 1, 0x11, 0]);
        let made = |between: &[u8]| [&[0xFF, 0xD8], &frame[..], &scan, between, &scan, &[0xFF, 0xD9]].concat();
        let (found, output) = clean(&made(&part(0xE1, &[EXIF, &camera(1)].concat()))).expect("a picture");
        assert_eq!((found.width_px, found.height_px), (20, 10));
        assert_eq!(output, made(&[]));
    }

    #[test]
    fn a_picture_that_breaks_off_anywhere_is_refused() {
        let whole = picture(&[part(0xE1, &[EXIF, &camera(6)].concat())]);
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn what_is_not_built_like_a_picture_is_refused() {
        let frame = part(0xC0, &[8, 0, 10, 0, 20, 1, 1, 0x11, 0]);
        let scan = part(0xDA, &[1, 1, 0, 0, 63, 0]);
        for (bad, why) in [
            (vec![0xFF, 0xD8, 0xFF, 0xD9], "nothing in it"),
            ([&[0xFF, 0xD8], &frame[..], &[0xFF, 0xD9]].concat(), "no scan"),
            ([&[0xFF, 0xD8], &scan[..], &[0xFF, 0xD9]].concat(), "no frame"),
            ([&[0xFF, 0xD8], &frame[..], &frame, &scan, &[0xFF, 0xD9]].concat(), "two frames"),
            ([&[0xFF, 0xD8, 0xFF, 0xE0, 0, 1], &frame[..], &scan, &[0xFF, 0xD9]].concat(), "a length of one"),
            ([&[0xFF, 0xD8], &part(0xC0, &[8, 0, 10, 0])[..], &scan, &[0xFF, 0xD9]].concat(), "half a frame"),
            ([&[0xFF, 0xD8], &part(0xF7, b"x")[..], &frame, &scan, &[0xFF, 0xD9]].concat(), "a marker of no use"),
            ([&[0xFF, 0xD8, 0, 0], &frame[..], &scan, &[0xFF, 0xD9]].concat(), "no marker"),
        ] {
            assert!(clean(&bad).is_err(), "{why}");
        }
    }
}
