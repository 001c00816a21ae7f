//! Every setting, its default and where it can be given: a file, an environment variable, a flag; the later one wins.
//!
//! The file is `enoki.toml` in the working directory, or the one that `--config` or `ENOKI_CONFIG` names. A setting `x`
//! is the environment variable `ENOKI_X`; the database is also `DATABASE_URL`. What is misspelt is refused by name.

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// A setting that is neither shown nor logged.
#[derive(Clone, PartialEq, Deserialize)]
pub struct Secret(String);

impl Secret {
    /// A secret of this text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The secret itself, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(not shown)")
    }
}

impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("(not shown)")
    }
}

/// Where the bytes of attachments lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentStore<'a> {
    /// A folder
    Folder(&'a Path),
    /// A bucket of a service that speaks S3
    Bucket(&'a str),
}

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port to serve on.
    pub listen: SocketAddr,
    /// Whether an address other than loopback may be served on; there is no access control yet.
    pub allow_remote: bool,
    /// `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    /// Connections to the database at most.
    pub database_connections: u32,
    /// The address by which clients reach the service, for links; the `Host` they ask for when not given.
    pub public_url: Option<String>,
    /// Bytes of a JSON body at most.
    pub body_limit_bytes: usize,
    /// Bytes of an uploaded file at most.
    pub import_limit_bytes: usize,
    /// Bytes of an uploaded register at most; it is kept in a temporary file while it is read.
    pub register_limit_bytes: usize,
    /// Bytes of a photo or a document at most; it is kept in a temporary file while it is looked at.
    pub attachment_limit_bytes: usize,
    /// Where photos and documents lie: `file:FOLDER`, which is made when it is first needed, or `s3:BUCKET`. Services that
    /// run beside each other need the same.
    pub attachment_store: String,
    /// Address of the service that holds the bucket, when it is not Amazon's; else `AWS_ENDPOINT`.
    pub s3_endpoint: Option<String>,
    /// Region of the bucket; else `AWS_REGION`.
    pub s3_region: Option<String>,
    /// Whose key it is; else `AWS_ACCESS_KEY_ID`.
    pub s3_access_key_id: Option<String>,
    /// The key itself; else `AWS_SECRET_ACCESS_KEY`.
    pub s3_secret_access_key: Option<Secret>,
    /// Requests served at the same time at most; more are answered 503.
    pub concurrency: usize,
    /// Connections open at the same time at most; more wait.
    pub connections: usize,
    /// Seconds a client may take to send the head of a request.
    pub header_timeout_seconds: u64,
    /// Seconds a client may pause while it sends a body, before it is cut off.
    pub body_pause_seconds: u64,
    /// Seconds open requests may take to finish after Ctrl-C.
    pub drain_seconds: u64,
    /// `text` or `json`.
    pub log_format: LogFormat,
    /// What is logged, as in `info` or `enoki=debug`.
    pub log: String,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            allow_remote: false,
            database_url: "sqlite:enoki.db".to_owned(),
            database_connections: 8,
            public_url: None,
            body_limit_bytes: 16 << 20,
            import_limit_bytes: 64 << 20,
            register_limit_bytes: 1 << 30,
            attachment_limit_bytes: 20 << 20,
            attachment_store: "file:enoki-attachments".to_owned(),
            s3_endpoint: None,
            s3_region: None,
            s3_access_key_id: None,
            s3_secret_access_key: None,
            concurrency: 64,
            connections: 1024,
            header_timeout_seconds: 10,
            body_pause_seconds: 10,
            drain_seconds: 30,
            log_format: LogFormat::Text,
            log: "info,sea_orm_migration=warn".to_owned(),
        }
    }
}

/// A setting that cannot be, and which one.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// The file, a variable or a flag does not read.
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
    /// A configuration file was named that is not there.
    #[error("setting `config`: there is no file `{0}`")]
    NoFile(String),
    /// It reads, but cannot be used.
    #[error("setting `{name}`: {reason}")]
    Unusable {
        /// Which setting.
        name: &'static str,
        /// Why, and what to do.
        reason: String,
    },
}

/// The settings with their origins.
pub struct Loaded {
    /// The settings in force.
    pub config: Config,
    figment: Figment,
}

impl Loaded {
    /// Reads file, environment and flags, in this order; `flags` holds only those that were given.
    pub fn read(file: Option<&str>, flags: impl Serialize) -> Result<Loaded, Wrong> {
        let file = file.map(str::to_owned).or_else(|| std::env::var("ENOKI_CONFIG").ok());
        if let Some(file) = &file
            && !Path::new(file).is_file()
        {
            return Err(Wrong::NoFile(file.clone()));
        }
        let figment = Figment::from(Serialized::defaults(Config::default()))
            .merge(Toml::file(file.as_deref().unwrap_or("enoki.toml")))
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("ENOKI_").ignore(&["config"]))
            .merge(Serialized::defaults(flags));
        let config: Config = figment.extract().map_err(|cause| Wrong::Unreadable(Box::new(cause)))?;
        config.check()?;
        Ok(Loaded { config, figment })
    }

    /// Whether nobody has said what this setting is to be.
    pub fn is_default(&self, name: &str) -> bool {
        self.figment.find_metadata(name).is_none_or(|origin| origin.name.contains("Config"))
    }

    /// One line a setting: its name, its value, where it comes from. Passwords are not shown.
    pub fn shown(&self) -> String {
        let Ok(values) = serde_json::to_value(&self.config) else { return String::new() };
        let lines = values.as_object().into_iter().flatten().map(|(name, value)| {
            let origin = match self.figment.find_metadata(name).map(|m| m.name.as_ref()) {
                Some(origin) if origin.contains("Config") => "default",
                Some(origin) if origin.contains("environment") => "environment",
                Some(origin) if origin.contains("TOML") => "file",
                Some(_) => "flag",
                None => "default",
            };
            let shown =
                if name == "database_url" { serde_json::json!(self.config.database_shown()) } else { value.clone() };
            format!("{name} = {shown}  # {origin}\n")
        });
        lines.collect()
    }
}

impl Config {
    fn check(&self) -> Result<(), Wrong> {
        let unusable = |name, reason: String| Err(Wrong::Unusable { name, reason });
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return unusable(
                "listen",
                format!(
                    "`{}` can be reached from other machines, and anyone who reaches it can read and change everything; \
                     use 127.0.0.1, or add --allow-remote when the network itself keeps strangers out",
                    self.listen
                ),
            );
        }
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| self.database_url.starts_with(scheme)) {
            let reason = format!("`{}` is no sqlite:FILE and no postgres://… address", self.database_shown());
            return unusable("database_url", reason);
        }
        if self.attachment_place().is_none() {
            let reason = format!("`{}` is neither file:FOLDER nor s3:BUCKET", self.attachment_store);
            return unusable("attachment_store", reason);
        }
        if let Some(endpoint) = &self.s3_endpoint
            && (!(endpoint.starts_with("https://") || endpoint.starts_with("http://")) || endpoint.contains('@'))
        {
            // It is not repeated: it may hold a password.
            let reason = "it must be an https://… or http://… address without a user; the key has settings of its own";
            return unusable("s3_endpoint", reason.to_owned());
        }
        if self.database_connections < 2 {
            let reason =
                "fewer than 2 would leave none for requests while another is at work; use at least 2".to_owned();
            return unusable("database_connections", reason);
        }
        for (name, value) in [
            ("body_limit_bytes", self.body_limit_bytes as u64),
            ("import_limit_bytes", self.import_limit_bytes as u64),
            ("register_limit_bytes", self.register_limit_bytes as u64),
            ("attachment_limit_bytes", self.attachment_limit_bytes as u64),
            ("concurrency", self.concurrency as u64),
            ("connections", self.connections as u64),
            ("header_timeout_seconds", self.header_timeout_seconds),
            ("body_pause_seconds", self.body_pause_seconds),
        ] {
            if value == 0 {
                return unusable(name, "`0` would serve nobody; use at least 1".to_owned());
            }
        }
        Ok(())
    }

    /// Where attachments lie; none when the setting does not say so.
    pub fn attachment_place(&self) -> Option<AttachmentStore<'_>> {
        let bucket = |name: &&str| {
            (3..=63).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
        };
        match self.attachment_store.split_once(':')? {
            ("file", folder) => Some(folder).filter(|f| !f.is_empty()).map(|f| AttachmentStore::Folder(Path::new(f))),
            ("s3", name) => Some(name).filter(bucket).map(AttachmentStore::Bucket),
            _ => None,
        }
    }

    /// The file of a SQLite database.
    pub fn database_file(&self) -> Option<PathBuf> {
        let name = self.database_url.strip_prefix("sqlite:")?;
        let name = name.strip_prefix("//").unwrap_or(name).split('?').next().unwrap_or_default();
        (!name.is_empty() && name != ":memory:").then(|| PathBuf::from(name))
    }

    /// The database's address without its password.
    pub fn database_shown(&self) -> String {
        let url = self.database_url.split('?').next().unwrap_or_default();
        let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
        match rest.rsplit_once('@') {
            Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
            None => url.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_strangers_needs_a_word() {
        let remote = Config { listen: SocketAddr::from(([0, 0, 0, 0], 8080)), ..Config::default() };
        assert!(remote.check().is_err_and(|e| e.to_string().contains("--allow-remote")));
        assert!(Config { allow_remote: true, ..remote }.check().is_ok());
    }

    #[test]
    fn a_password_is_not_shown() {
        let config = Config { database_url: "postgres://enoki:secret@db/enoki".into(), ..Config::default() };
        assert_eq!(config.database_shown(), "postgres://enoki@db/enoki");
    }

    #[test]
    fn a_secret_is_neither_shown_nor_logged() {
        let flags = serde_json::json!({"s3_secret_access_key": "very-secret", "attachment_store": "s3:photos"});
        let loaded = Loaded::read(None, flags).expect("settings");
        assert_eq!(loaded.config.s3_secret_access_key.as_ref().map(Secret::reveal), Some("very-secret"));
        let told = format!("{} {:?}", loaded.shown(), loaded.config);
        assert!(told.contains("(not shown)") && !told.contains("very-secret"), "{told}");
    }

    #[test]
    fn attachments_lie_in_a_folder_or_in_a_bucket() {
        let of = |text: &str| Config { attachment_store: text.into(), ..Config::default() };
        assert_eq!(of("file:/srv/a b").attachment_place(), Some(AttachmentStore::Folder(Path::new("/srv/a b"))));
        assert_eq!(of("s3:town-photos").attachment_place(), Some(AttachmentStore::Bucket("town-photos")));
        for bad in ["", "photos", "file:", "s3:", "s3:ab", "s3:Photos", "s3:a/b", "ftp:photos"] {
            assert!(of(bad).check().is_err_and(|e| e.to_string().contains("attachment_store")), "{bad}");
        }
    }

    #[test]
    fn an_address_with_a_password_in_it_is_refused_and_not_repeated() {
        for bad in ["https://me:pass@s3", "s3.example"] {
            let refused = Config { s3_endpoint: Some(bad.into()), ..Config::default() }.check();
            assert!(refused.is_err_and(|e| e.to_string().contains("s3_endpoint") && !e.to_string().contains("pass")));
        }
    }

    #[test]
    fn a_misspelt_setting_is_refused_by_name() {
        let wrong = Loaded::read(None, serde_json::json!({"lisen": "127.0.0.1:1"}));
        assert!(wrong.is_err_and(|e| e.to_string().contains("lisen")));
    }
}
