//! What do the files of cameras carry besides the picture, and how is it left behind?
//!
//! A photo tells where and when it was taken, with which device and often by whom; people send pictures of a broken tap and
//! give their address away. So a picture is copied without all that: only what is needed to show it is kept, of the rest
//! only in which direction it is to be turned. Nothing is decoded and the picture itself stays as it is to the byte.
//! The same walk reads its size from its header.

mod exif;
mod jpeg;
mod png;
mod webp;

use crate::domain::attachment::Media;
use std::io::{self, BufRead, ErrorKind, Read, Seek, Write};

/// What was read of a picture on the way.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Width in the header.
    pub width_px: u32,
    /// Height in the header.
    pub height_px: u32,
    /// The day on which it was taken, as the camera noted it.
    pub taken_on: Option<String>,
}

/// Copies a picture without what it tells of people; `None` for what is no picture.
///
/// # Errors
/// `InvalidData` or `UnexpectedEof` when it is no picture of this kind from its beginning to its end.
pub fn cleaned(media: Media, input: &mut impl BufRead, output: &mut (impl Write + Seek)) -> Option<io::Result<Found>> {
    match media {
        Media::Jpeg => Some(jpeg::cleaned(input, output)),
        Media::Png => Some(png::cleaned(input, output)),
        Media::Webp => Some(webp::cleaned(input, output)),
        Media::Pdf | Media::Xlsx => None,
    }
}

fn broken() -> io::Error {
    ErrorKind::InvalidData.into()
}

fn array<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// So many bytes from one to the other; what ends before is broken.
fn copy(input: &mut impl Read, output: &mut impl Write, length: u64) -> io::Result<()> {
    match io::copy(&mut input.take(length), output)? {
        copied if copied == length => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// Passes over so many bytes.
fn skip(input: &mut impl Read, length: u64) -> io::Result<()> {
    copy(input, &mut io::sink(), length)
}
