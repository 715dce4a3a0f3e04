//! For people: what asks for an identity, in columns of 80 characters in all.

use crate::cli::output::fit_for_line;
use crate::run::{ClusterMap, Use, User};

use super::{account, identity, name, title};

/// The characters of a line.
const WIDTH: usize = 80;

/// The titles of the columns.
const TITLES: [&str; 3] = ["OBJECT", "SERVICE", "PERMISSION"];

pub(super) fn table(maps: &[ClusterMap]) -> String {
    let clusters: Vec<String> = maps.iter().map(cluster).collect();
    clusters.join("\n")
}

fn cluster(map: &ClusterMap) -> String {
    let mut out = format!("Cluster {}\n", fit_for_line(&title(map)));
    if map.users.is_empty() {
        out.push_str("\nnothing asks for a cloud, and no controller shows an identity\n");
    }
    for user in &map.users {
        let heading = format!("{}: {}", account(&user.account), identity(user));
        out.push_str(&format!("\n{}\n", fit_for_line(&heading)));
        out.push_str(&rows(user));
    }
    out
}

/// A line for each permission of each object; the object stands at the first.
fn rows(user: &User) -> String {
    if user.uses.is_empty() {
        return "  no object here asks for it\n".to_owned();
    }
    let mut rows: Vec<[String; 3]> = vec![TITLES.map(str::to_owned)];
    for Use { object, service, permissions } in &user.uses {
        let first = [fit_for_line(&name(object)), service.to_string()];
        for (index, permission) in permissions.iter().enumerate() {
            let [object, service] =
                if index == 0 { first.clone() } else { [String::new(), String::new()] };
            rows.push([object, service, (*permission).to_owned()]);
        }
    }
    let longest = |column: usize| {
        rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let [service, permission] = [longest(1), longest(2)];
    let room = WIDTH.saturating_sub(service + permission + 6);
    let object = longest(0).min(room);
    let mut out = String::new();
    for [name, asked, permitted] in &rows {
        // What is too long has a line of its own.
        let is_long = name.chars().count() > object;
        if is_long {
            out.push_str(&format!("  {name}\n"));
        }
        let name = if is_long { "" } else { name };
        out.push_str(&format!("  {name:object$}  {asked:service$}  {permitted}\n"));
    }
    out
}
