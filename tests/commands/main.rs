//! The command line as a person meets it, one file a subject. Every run is in an environment that
//! holds nothing but a PATH, and every run's status, stdout and stderr are demanded: `folder.rs`
//! has the ways to do so.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod audit;
mod audit_configs;
mod audit_reach;
mod aws;
mod base;
mod by_hand;
mod check;
mod code;
mod colour;
#[path = "../support/command.rs"]
mod command;
mod completion;
mod config;
mod diff;
mod exit_code;
mod folder;
mod format;
mod init;
mod input;
mod instance_values;
mod man;
mod map;
mod owner;
mod passed_over;
mod patches;
mod place;
mod restart;
mod sarif;
mod stream;
mod sync;
mod upgrade;
mod values;
mod variable;
mod verbosity;

// Links and modes of files are those of Unix.
#[cfg(unix)]
mod azure;
#[cfg(unix)]
mod component;
#[cfg(unix)]
mod fault;
#[cfg(unix)]
mod file;
#[cfg(unix)]
mod hostile;
#[cfg(unix)]
mod kustomization;
