//! Where the bytes of photos and documents lie: in a folder, or in a bucket of a service that speaks S3.
//!
//! They are found by a key that is made here from nothing that a user has written. What is stored is never changed, only
//! removed. Nothing is kept in memory, so that services that run beside each other see the same. A file is whole or not
//! there: it is written under another name, brought to the disk and then renamed; a bucket shows no half objects anyway.
//!
//! Why a store failed is logged here and told nobody else: it may name folders and hosts.

use crate::config::{AttachmentStore, Config, Secret};
use crate::error::{Error, Result};
use axum::body::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as ObjectPath;
use object_store::{ClientOptions, MultipartUpload, ObjectStoreExt, RetryConfig};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

/// Larger objects go to a bucket in pieces of this size, the least that S3 takes, of which memory holds one.
const PIECE_BYTES: usize = 5 << 20;

/// The bytes of a file, piece by piece.
pub type Pieces = BoxStream<'static, io::Result<Bytes>>;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Where the bytes lie.
#[derive(Clone)]
pub struct Storage(Place);

#[derive(Clone)]
enum Place {
    Folder(PathBuf),
    Bucket(AmazonS3),
}

/// Under which name a file lies: its municipality, two hexadecimal digits that spread files over folders, its own id.
pub fn key(municipality: &str, id: &str, sha256: &str) -> String {
    format!("{municipality}/{}/{id}", &sha256[..sha256.len().min(2)])
}

impl Storage {
    /// The store that the settings name. Nothing is made or asked yet.
    ///
    /// # Errors
    /// Settings that cannot go together, by name and without their values.
    pub fn open(config: &Config) -> Result<Storage> {
        match config.attachment_place() {
            Some(AttachmentStore::Folder(folder)) => Ok(Storage(Place::Folder(folder.to_owned()))),
            Some(AttachmentStore::Bucket(name)) => bucket(config, name).map(|bucket| Storage(Place::Bucket(bucket))),
            None => Err(Error::internal("setting `attachment_store`: it is neither file:FOLDER nor s3:BUCKET")),
        }
    }

    /// Stores a file that is not there yet, from its beginning; when this returns it outlives a power failure.
    pub async fn put(&self, key: &str, mut file: File, byte_length: u64) -> Result<()> {
        file.rewind().map_err(Error::internal)?;
        let stored = match &self.0 {
            Place::Folder(folder) => {
                let path = below(folder, key)?;
                blocking(move || write(&path, &mut file)).await.map_err(Cause::from)
            }
            Place::Bucket(bucket) => upload(bucket, &ObjectPath::from(key), file, byte_length).await,
        };
        stored.map_err(|cause| unavailable("store", key, cause.as_ref()))
    }

    /// A stored file; none when it is not there.
    pub async fn get(&self, key: &str) -> Result<Option<Pieces>> {
        match &self.0 {
            Place::Folder(folder) => {
                let path = below(folder, key)?;
                match blocking(move || File::open(path)).await {
                    Ok(file) => Ok(Some(pieces(file))),
                    Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
                    Err(cause) => Err(unavailable("read", key, &cause)),
                }
            }
            Place::Bucket(bucket) => match bucket.get(&ObjectPath::from(key)).await {
                Ok(found) => Ok(Some(found.into_stream().map(|piece| piece.map_err(io::Error::other)).boxed())),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(cause) => Err(unavailable("read", key, &cause)),
            },
        }
    }

    /// Removes a stored file; one that is not there is removed already.
    pub async fn remove(&self, key: &str) -> Result<()> {
        let removed = match &self.0 {
            Place::Folder(folder) => {
                let path = below(folder, key)?;
                match blocking(move || fs::remove_file(path)).await {
                    Err(cause) if cause.kind() != ErrorKind::NotFound => Err(Cause::from(cause)),
                    _ => Ok(()),
                }
            }
            Place::Bucket(bucket) => match bucket.delete(&ObjectPath::from(key)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(cause) => Err(cause.into()),
            },
        };
        removed.map_err(|cause| unavailable("remove", key, cause.as_ref()))
    }
}

fn unavailable(doing: &str, key: &str, cause: &(dyn std::error::Error + Send + Sync)) -> Error {
    tracing::error!(%cause, key, "the store of attachments failed to {doing}");
    Error::StoreUnavailable
}

fn bucket(config: &Config, name: &str) -> Result<AmazonS3> {
    // The client takes its cryptography from the process; the database has brought it along. A second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let patience = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(5))
        .with_read_timeout(Duration::from_secs(30))
        // A large file may take as long as it needs while it moves.
        .with_timeout_disabled();
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(name).with_client_options(patience);
    // Not every service that speaks S3 knows how to delete many objects in one request, and we delete one.
    builder = builder.with_disable_bulk_delete(true);
    builder = builder.with_retry(RetryConfig {
        max_retries: 2,
        retry_timeout: Duration::from_secs(20),
        ..RetryConfig::default()
    });
    if let Some(endpoint) = &config.s3_endpoint {
        builder =
            builder.with_endpoint(endpoint.trim_end_matches('/')).with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(region) = &config.s3_region {
        builder = builder.with_region(region);
    }
    if let Some(id) = &config.s3_access_key_id {
        builder = builder.with_access_key_id(id);
    }
    if let Some(secret) = config.s3_secret_access_key.as_ref().map(Secret::reveal) {
        builder = builder.with_secret_access_key(secret);
    }
    builder.build().map_err(|cause| {
        Error::internal(format!("setting `attachment_store`: the bucket `{name}` cannot be used as it is set: {cause}"))
    })
}

async fn upload(bucket: &AmazonS3, key: &ObjectPath, file: File, byte_length: u64) -> Result<(), Cause> {
    let (first, file) = piece(file, PIECE_BYTES).await?;
    if byte_length <= PIECE_BYTES as u64 {
        bucket.put(key, first.into()).await?;
        return Ok(());
    }
    let mut upload = bucket.put_multipart(key).await?;
    let sent = in_pieces(&mut upload, first, file).await;
    if sent.is_err() {
        // What was sent of it is paid for until it is given up; whether that succeeds changes nothing here.
        let _ = upload.abort().await;
    }
    sent
}

async fn in_pieces(upload: &mut Box<dyn MultipartUpload>, first: Bytes, mut file: File) -> Result<(), Cause> {
    let mut next = first;
    while !next.is_empty() {
        upload.put_part(next.into()).await?;
        (next, file) = piece(file, PIECE_BYTES).await?;
    }
    upload.complete().await?;
    Ok(())
}

/// Where a key lies below a folder. Keys are ours; this holds even when a row of the database has been tampered with.
fn below(folder: &Path, key: &str) -> Result<PathBuf> {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if key.split('/').all(plain) {
        Ok(folder.join(key))
    } else {
        Err(Error::internal("a storage key is not one of ours"))
    }
}

fn write(path: &Path, file: &mut File) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)?;
    let mut written = NamedTempFile::with_prefix_in(".incoming-", folder)?;
    io::copy(file, written.as_file_mut())?;
    written.as_file().sync_all()?;
    written.persist(path)?;
    // A name is on the disk when its folder is: those of the two digits, of the municipality and of all.
    #[cfg(unix)]
    for folder in folder.ancestors().take(3) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}

/// The next bytes of a file, and the file.
async fn piece(mut file: File, most: usize) -> io::Result<(Bytes, File)> {
    blocking(move || {
        let mut bytes = Vec::new();
        (&mut file).take(most as u64).read_to_end(&mut bytes)?;
        Ok((bytes.into(), file))
    })
    .await
}

fn pieces(file: File) -> Pieces {
    let next = |state: Option<File>| async move {
        match piece(state?, 64 << 10).await {
            Ok((bytes, _)) if bytes.is_empty() => None,
            Ok((bytes, file)) => Some((Ok(bytes), Some(file))),
            Err(cause) => Some((Err(cause), None)),
        }
    };
    stream::unfold(Some(file), next).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_lies_below_its_folder_or_nowhere() {
        let folder = Path::new("/srv/files");
        let key = key("132233", "0198c0de-0000-7000-8000-000000000000", "9f86d081");
        let path = below(folder, &key).expect("a place");
        assert_eq!(path, Path::new("/srv/files/132233/9f/0198c0de-0000-7000-8000-000000000000"));
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "A", "a\\b", "a.b", "a\0"] {
            assert!(below(folder, bad).is_err(), "{bad:?}");
        }
    }
}
