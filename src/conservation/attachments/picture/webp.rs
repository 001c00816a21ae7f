//! WebP (RFC 9649): a RIFF file of chunks. Kept are the picture, its transparency and its colour profile; of the notes of
//! the camera only the direction. Films are refused: the standing picture is what is to be looked at.

use super::exif::{self, Notes};
use super::{Found, array, broken, copy, skip};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Whether the file announces each: a film, notes of a camera (XMP), notes of a camera (Exif).
const FILM: u8 = 0x02;
const XMP: u8 = 0x04;
const EXIF: u8 = 0x08;
/// More than any camera notes.
const MOST_NOTES: u32 = 1 << 20;

/// Copies the picture without metadata.
pub fn cleaned(input: &mut impl Read, output: &mut (impl Write + Seek)) -> io::Result<Found> {
    let riff: [u8; 4] = array(input)?;
    let length = u32::from_le_bytes(array(input)?);
    let form: [u8; 4] = array(input)?;
    if (riff, form) != (*b"RIFF", *b"WEBP") || length < 12 {
        return Err(broken());
    }
    output.write_all(b"RIFF\0\0\0\0WEBP")?;
    // What follows the announced length belongs to no one.
    let mut rest = u64::from(length) - 4;
    let (mut canvas, mut drawn, mut notes) = (None, None, None);
    let mut flags = None;
    while rest >= 8 {
        let name: [u8; 4] = array(input)?;
        let length = u32::from_le_bytes(array(input)?);
        let padded = u64::from(length) + u64::from(length % 2);
        rest = rest.checked_sub(8 + padded).ok_or_else(broken)?;
        match &name {
            b"VP8X" if canvas.is_none() && drawn.is_none() && length == 10 => {
                let body: [u8; 10] = array(input)?;
                canvas = Some((1 + three(&body[4..7]), 1 + three(&body[7..10])));
                flags = Some(body[0] & !(XMP | EXIF));
                if body[0] & FILM != 0 {
                    return Err(broken());
                }
                chunk(output, &name, &body)?;
            }
            b"VP8 " | b"VP8L" if drawn.is_none() && length >= 10 => {
                let head: [u8; 10] = array(input)?;
                drawn = Some(if name == *b"VP8L" { lossless(&head)? } else { lossy(&head)? });
                output.write_all(&name)?;
                output.write_all(&length.to_le_bytes())?;
                output.write_all(&head)?;
                copy(input, output, padded - 10)?;
            }
            b"ICCP" | b"ALPH" if canvas.is_some() => {
                output.write_all(&name)?;
                output.write_all(&length.to_le_bytes())?;
                copy(input, output, padded)?;
            }
            b"EXIF" if notes.is_none() && length <= MOST_NOTES => {
                let mut body = vec![0; padded as usize];
                input.read_exact(&mut body)?;
                notes = Some(exif::notes(body.strip_prefix(b"Exif\0\0").unwrap_or(&body)));
            }
            b"ANIM" | b"ANMF" | b"VP8X" | b"VP8 " | b"VP8L" => return Err(broken()),
            _ => skip(input, padded)?,
        }
    }
    let (width_px, height_px) = drawn.ok_or_else(broken)?;
    // A picture that is larger than what it announces would be decoded all the same.
    if canvas.is_some_and(|canvas| canvas != (width_px, height_px)) {
        return Err(broken());
    }
    let Notes { orientation, taken_on } = notes.unwrap_or_default();
    let turned = orientation.filter(|_| flags.is_some());
    if let Some(turn) = turned {
        chunk(output, b"EXIF", &exif::only(turn))?;
    }
    finish(output, flags.map(|flags| flags | if turned.is_some() { EXIF } else { 0 }))?;
    Ok(Found { width_px, height_px, taken_on })
}

/// Writes what is known only at the end: the length, and what the file announces.
fn finish(output: &mut (impl Write + Seek), flags: Option<u8>) -> io::Result<()> {
    let length = output.stream_position()?;
    output.seek(SeekFrom::Start(4))?;
    output.write_all(&u32::try_from(length - 8).map_err(|_| broken())?.to_le_bytes())?;
    if let Some(flags) = flags {
        // The first chunk is the one with the flags: 12 bytes before it, 8 for its name and length.
        output.seek(SeekFrom::Start(20))?;
        output.write_all(&[flags])?;
    }
    output.seek(SeekFrom::End(0)).map(drop)
}

/// A chunk of even length.
fn chunk(output: &mut impl Write, name: &[u8; 4], body: &[u8]) -> io::Result<()> {
    output.write_all(name)?;
    output.write_all(&u32::try_from(body.len()).map_err(|_| broken())?.to_le_bytes())?;
    output.write_all(body)
}

fn three(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Width and height in 14 bits each, after the frame's tag and its start code.
fn lossy(head: &[u8; 10]) -> io::Result<(u32, u32)> {
    let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    match *head {
        [tag, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1] if tag & 1 == 0 => Ok((side(w0, w1), side(h0, h1))),
        _ => Err(broken()),
    }
}

/// Width and height less one in 14 bits each, after the signature.
fn lossless(head: &[u8; 10]) -> io::Result<(u32, u32)> {
    match *head {
        [0x2F, b0, b1, b2, b3, ..] => {
            let bits = u32::from_le_bytes([b0, b1, b2, b3]);
            Ok((1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)))
        }
        _ => Err(broken()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conservation::attachments::picture::exif::tests::camera;
    use std::io::Cursor;

    fn part(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let padding = if body.len() % 2 == 1 { &[0][..] } else { &[] };
        [&name[..], &(body.len() as u32).to_le_bytes(), body, padding].concat()
    }

    fn file(parts: &[Vec<u8>]) -> Vec<u8> {
        let body = parts.concat();
        [b"RIFF", &(body.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &body].concat()
    }

    /// 640 × 480, with two bits of scale that are no part of the size.
    fn lossy_part() -> Vec<u8> {
        part(b"VP8 ", &[0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x42, 0xE0, 0x81, 9, 9, 9])
    }

    fn extended(flags: u8) -> Vec<u8> {
        part(b"VP8X", &[flags, 0, 0, 0, 0x7F, 0x02, 0, 0xDF, 0x01, 0])
    }

    fn clean(bytes: &[u8]) -> io::Result<(Found, Vec<u8>)> {
        let mut output = Cursor::new(Vec::new());
        cleaned(&mut &bytes[..], &mut output).map(|found| (found, output.into_inner()))
    }

    #[test]
    fn a_picture_without_metadata_stays_as_it_is_to_the_byte() {
        let lossless = part(b"VP8L", &[0x2F, 0x7F, 0xC2, 0x77, 0, 1, 2, 3, 4, 5, 6, 7]);
        for plain in [
            file(&[lossy_part()]),
            file(&[lossless]),
            file(&[extended(0x20), part(b"ICCP", b"profile"), lossy_part()]),
            file(&[extended(0x10), part(b"ALPH", b"clear"), lossy_part()]),
        ] {
            let (found, output) = clean(&plain).expect("a picture");
            assert_eq!(output, plain);
            assert_eq!(found, Found { width_px: 640, height_px: 480, taken_on: None });
        }
    }

    #[test]
    fn notes_and_what_follows_the_end_are_left_behind() {
        let telling = file(&[
            extended(0x2C),
            lossy_part(),
            part(b"EXIF", &camera(1)),
            part(b"XMP ", b"GPS"),
            part(b"xxxx", b"GPS"),
        ]);
        let (found, output) = clean(&[telling, b"GPS".to_vec()].concat()).expect("a picture");
        assert_eq!(output, file(&[extended(0x20), lossy_part()]));
        assert_eq!(found.taken_on.as_deref(), Some("2024-05-17"));
    }

    #[test]
    fn a_picture_that_lies_on_its_side_keeps_the_direction_and_nothing_else() {
        let (_, output) =
            clean(&file(&[extended(0x0C), lossy_part(), part(b"EXIF", &camera(6)), part(b"XMP ", b"GPS")]))
                .expect("a picture");
        assert_eq!(output, file(&[extended(0x08), lossy_part(), part(b"EXIF", &exif::only(6))]));
    }

    #[test]
    fn a_picture_that_breaks_off_anywhere_is_refused() {
        let whole = file(&[extended(0x08), lossy_part(), part(b"EXIF", &camera(6))]);
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn what_is_not_built_like_a_picture_is_refused() {
        let small = part(b"VP8X", &[0, 0, 0, 0, 1, 0, 0, 1, 0, 0]);
        for (bad, why) in [
            (file(&[extended(0)]), "nothing drawn"),
            (file(&[small, lossy_part()]), "a picture larger than announced"),
            (file(&[lossy_part(), lossy_part()]), "two pictures"),
            (file(&[extended(FILM), lossy_part()]), "a film"),
            (file(&[extended(0), part(b"ANIM", &[0; 6]), lossy_part()]), "a part of a film"),
            (file(&[part(b"VP8 ", &[0x10, 0, 0, 1, 2, 3, 0x80, 0x02, 0xE0, 0x01])]), "no start code"),
            (file(&[part(b"VP8L", &[0x2E, 0x7F, 0xC2, 0x77, 0, 1, 2, 3, 4, 5])]), "no signature"),
        ] {
            assert!(clean(&bad).is_err(), "{why}");
        }
    }
}
