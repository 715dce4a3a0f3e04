//! A flowchart in the language of Mermaid: objects, ServiceAccounts, identities and permissions.
//! Source: <https://mermaid.js.org/syntax/flowchart.html>.

use crate::run::{ClusterMap, User};

use super::{account, identity, name, title};

pub(super) fn mermaid(maps: &[ClusterMap]) -> String {
    let mut chart = Chart { text: "flowchart LR\n".to_owned(), nodes: Vec::new(), first: 0 };
    for (index, map) in maps.iter().enumerate() {
        chart.first = chart.nodes.len();
        chart.line(1, &format!("subgraph cluster{index}[\"{}\"]", escaped(&title(map))));
        map.users.iter().for_each(|user| chart.user(user));
        chart.line(1, "end");
    }
    chart.text
}

/// A chart on its way.
struct Chart {
    text: String,
    /// The labels of the nodes. Those of another cluster are others.
    nodes: Vec<String>,
    /// The first node of the cluster.
    first: usize,
}

impl Chart {
    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn user(&mut self, user: &User) {
        let account = self.node(&account(&user.account));
        let identity = self.node(&identity(user));
        let arrow = if user.identity.is_some() { "-->" } else { "-.->" };
        self.arrow(account, arrow, identity);
        for asked in &user.uses {
            let object = self.node(&name(&asked.object));
            self.arrow(object, "-->", account);
            let permissions = asked.permissions.join(", ");
            let permission =
                self.node(&format!("{} {}: {permissions}", user.provider, asked.service));
            self.arrow(identity, "-->", permission);
        }
    }

    /// The number of the node with a label.
    fn node(&mut self, label: &str) -> usize {
        let known = self.nodes[self.first..].iter().position(|known| known == label);
        if let Some(known) = known {
            return self.first + known;
        }
        let number = self.nodes.len();
        self.nodes.push(label.to_owned());
        self.line(2, &format!("n{number}[\"{}\"]", escaped(label)));
        number
    }

    /// An arrow, once.
    fn arrow(&mut self, from: usize, arrow: &str, to: usize) {
        let line = format!("    n{from} {arrow} n{to}\n");
        if !self.text.contains(&line) {
            self.text.push_str(&line);
        }
    }
}

/// A text as a label has it: characters that mean something to Mermaid, Markdown or HTML are written
/// by their numbers.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '-' | '.' | '/' | ':' | ' ' | ',' | '@' | '(' | ')' => out.push(character),
            letter if letter.is_ascii_alphanumeric() => out.push(letter),
            control if control.is_control() => out.push(' '),
            other => out.push_str(&format!("#{};", u32::from(other))),
        }
    }
    out
}
