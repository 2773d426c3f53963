//! A form as the page shows it: what a browser would send if nothing were touched, and what a person changes.

/// The fields of one form, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// Where it is sent.
    pub(crate) action: String,
    fields: Vec<(String, String)>,
    names: Vec<String>,
}

impl Form {
    /// The form with this id, or with this action.
    pub(crate) fn of(html: &str, wanted: &str) -> Option<Form> {
        html.split("<form ").skip(1).find_map(|rest| {
            let (body, _) = rest.split_once("</form>")?;
            let (head, body) = body.split_once('>')?;
            let head = format!("{head} ");
            let action = attribute(&head, "action")?;
            let is_it = attribute(&head, "id").as_deref() == Some(wanted) || action == wanted;
            is_it.then(|| Form::read(action, body))
        })
    }

    fn read(action: String, body: &str) -> Form {
        let mut form = Form {
            action,
            ..Form::default()
        };
        for tag in body.split('<').skip(1) {
            let (head, after) = tag.split_once('>').unwrap_or((tag, ""));
            let (kind, rest) = head.split_once(' ').unwrap_or((head, ""));
            let rest = format!("{rest} ");
            let Some(name) = attribute(&rest, "name").or_else(|| form.open_select(kind)) else {
                continue;
            };
            let value = attribute(&rest, "value").unwrap_or_default();
            let holds = match kind {
                "input" => match attribute(&rest, "type").as_deref() {
                    Some("radio" | "checkbox") => rest.contains(" checked"),
                    Some("submit" | "button" | "file") => continue,
                    Some(_) | None => true,
                },
                "option" => rest.contains(" selected"),
                "textarea" | "select" => false,
                _ => continue,
            };
            form.names.push(name.clone());
            match kind {
                "textarea" => form
                    .fields
                    .push((name, unescape(after.trim_start_matches('\n')))),
                _ if holds => form.fields.push((name, value)),
                _ => {}
            }
        }
        form
    }

    /// An option belongs to the select that was opened last.
    fn open_select(&self, kind: &str) -> Option<String> {
        (kind == "option")
            .then(|| self.names.last().cloned())
            .flatten()
    }

    /// Whether the form asks for this.
    pub(crate) fn asks(&self, name: &str) -> bool {
        self.names.iter().any(|it| it == name)
    }

    /// Writes one answer over whatever stood there.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.fields.retain(|(it, _)| it != name);
        self.fields.push((name.to_owned(), value.to_owned()));
    }

    /// Writes the answers that this form asks for.
    pub(crate) fn answer(&mut self, answers: &[(&str, &str)]) {
        for (name, value) in answers {
            if self.asks(name) {
                self.set(name, value);
            }
        }
    }

    /// What is sent.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The names of what is asked, each once.
    pub(crate) fn asked(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in &self.names {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

/// The value of an attribute, read as a browser reads it.
fn attribute(head: &str, name: &str) -> Option<String> {
    let mark = format!("{name}=\"");
    let at = head
        .match_indices(&mark)
        .find(|(at, _)| *at == 0 || head.as_bytes().get(at.wrapping_sub(1)) == Some(&b' '))?
        .0;
    let value = head.get(at.checked_add(mark.len())?..)?;
    value.split_once('"').map(|(value, _)| unescape(value))
}

fn unescape(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<form method="post" action="/other"></form>
<form method="post" action="/x/1" id="page-form" novalidate>
<input type="hidden" name="_csrf" value="a&amp;b">
<input class="i" id="t" name="t" type="text" value="&#34;q&#34;">
<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
<select name="s"><option value="">-</option><option value="k" selected>K</option></select>
<textarea name="w">
one &lt; two</textarea>
<button name="_lang" value="en">EN</button></form>"#;

    #[test]
    fn a_form_sends_what_a_browser_would() {
        let mut form = Form::of(PAGE, "page-form").unwrap();
        assert_eq!(form.action, "/x/1");
        let sent = |form: &Form| {
            let pairs = form.fields().iter();
            pairs
                .map(|(name, value)| format!("{name}={value}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            sent(&form),
            ["_csrf=a&b", "t=\"q\"", "r=2", "s=k", "w=one < two"]
        );
        form.answer(&[("r", "1"), ("not asked", "x")]);
        assert_eq!(sent(&form).last().unwrap(), "r=1");
        assert_eq!(Form::of(PAGE, "/other").unwrap().fields(), []);
        assert!(Form::of(PAGE, "/none").is_none());
    }
}
