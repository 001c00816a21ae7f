//! PNG (ISO/IEC 15948): chunks of a length, a name and a check. Kept are those that say how the picture is shown; texts,
//! notes of cameras and what nobody knows is left behind, with whatever follows the end. Its checks are left to those who
//! show it.

use super::{Found, array, broken, copy, skip};
use std::io::{self, Read, Write};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

/// The chunks that say how the picture is shown.
const KEPT: [&[u8; 4]; 14] = [
    b"PLTE", b"IDAT", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"hIST", b"pHYs", b"cICP",
    b"mDCV", b"cLLI",
];

/// Copies the picture without metadata.
pub fn cleaned(input: &mut impl Read, output: &mut impl Write) -> io::Result<Found> {
    let start: [u8; 8] = array(input)?;
    let header: [u8; 8] = array(input)?;
    if start != SIGNATURE || header != *b"\0\0\0\x0DIHDR" {
        return Err(broken());
    }
    let sides: [u8; 8] = array(input)?;
    for piece in [start, header, sides] {
        output.write_all(&piece)?;
    }
    // Depth, colours, compression, filter, interlacing; then the check.
    copy(input, output, 5 + 4)?;
    let mut drawn = false;
    loop {
        let length: [u8; 4] = array(input)?;
        let name: [u8; 4] = array(input)?;
        let rest = u64::from(u32::from_be_bytes(length)) + 4;
        let last = name == *b"IEND";
        if last || KEPT.contains(&&name) {
            output.write_all(&length)?;
            output.write_all(&name)?;
            copy(input, output, rest)?;
        } else if name[0].is_ascii_lowercase() {
            skip(input, rest)?;
        } else {
            // A capital says that the picture cannot be shown without it.
            return Err(broken());
        }
        drawn |= name == *b"IDAT";
        if last {
            break;
        }
    }
    let [w3, w2, w1, w0, h3, h2, h1, h0] = sides;
    let (width_px, height_px) = (u32::from_be_bytes([w3, w2, w1, w0]), u32::from_be_bytes([h3, h2, h1, h0]));
    if drawn { Ok(Found { width_px, height_px, taken_on: None }) } else { Err(broken()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(body.len() as u32).to_be_bytes()[..], name, body, b"crc!"].concat()
    }

    fn header() -> Vec<u8> {
        [&SIGNATURE[..], &chunk(b"IHDR", &[0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 2, 0, 0, 0])].concat()
    }

    fn picture(chunks: &[Vec<u8>]) -> Vec<u8> {
        [header(), chunks.concat(), chunk(b"IDAT", b"points"), chunk(b"IEND", b"")].concat()
    }

    fn clean(bytes: &[u8]) -> io::Result<(Found, Vec<u8>)> {
        let mut output = Vec::new();
        cleaned(&mut &bytes[..], &mut output).map(|found| (found, output))
    }

    #[test]
    fn a_picture_without_metadata_stays_as_it_is_to_the_byte() {
        let plain = picture(&[chunk(b"gAMA", &[0, 1, 2, 3]), chunk(b"PLTE", &[0; 6]), chunk(b"tRNS", &[0])]);
        let (found, output) = clean(&plain).expect("a picture");
        assert_eq!(output, plain);
        assert_eq!(found, Found { width_px: 640, height_px: 480, taken_on: None });
    }

    #[test]
    fn notes_texts_and_what_follows_the_end_are_left_behind() {
        let telling: Vec<Vec<u8>> =
            [b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME", b"prVt"].map(|name| chunk(name, b"GPS")).to_vec();
        let (_, output) = clean(&[picture(&telling), b"GPS".to_vec()].concat()).expect("a picture");
        assert_eq!(output, picture(&[]));
    }

    #[test]
    fn a_picture_that_breaks_off_anywhere_is_refused() {
        let whole = picture(&[chunk(b"eXIf", b"GPS")]);
        for length in 0..whole.len() {
            assert!(clean(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn what_is_not_built_like_a_picture_is_refused() {
        let end = chunk(b"IEND", b"");
        for (bad, why) in [
            ([header(), end.clone()].concat(), "nothing drawn"),
            ([&SIGNATURE[..], &chunk(b"IDAT", b"x"), &end].concat(), "no header first"),
            ([&SIGNATURE[..], &chunk(b"IHDR", &[0; 12]), &chunk(b"IDAT", b"x"), &end].concat(), "a short header"),
            (picture(&[chunk(b"CgBI", b"x")]), "an unknown chunk that is needed"),
            (picture(&[header()]), "a second beginning"),
        ] {
            assert!(clean(&bad).is_err(), "{why}");
        }
    }
}
