//! Draws what a terminal shows as an SVG, light or dark as the reader's screen. Only what flixir prints is understood: lines,
//! the styles of `output::style`, and links, which become plain text.

use std::fmt::Write as _;

/// The height of a line, and the width of a letter, in pixels.
const LINE: usize = 19;
const LETTER: f32 = 8.4;
const MARGIN: usize = 20;

const STYLES: &str = "\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#24292f;white-space:pre}\
rect{fill:#f6f8fa;stroke:#d0d7de}.b{font-weight:bold}.d{fill:#6e7781}.g{fill:#1a7f37}.y{fill:#9a6700}.r{fill:#cf222e}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#0d1117;stroke:#30363d}.d{fill:#7d8590}.g{fill:#3fb950}\
.y{fill:#d29922}.r{fill:#f85149}}";

/// Draws text with its escape sequences.
pub(crate) fn draw(text: &str) -> String {
    let lines: Vec<Vec<(String, &str)>> = text.lines().map(parts).collect();
    let letters = lines.iter().map(|line| line.iter().map(|(text, _)| text.chars().count()).sum()).max();
    let letters: usize = letters.unwrap_or(0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "small"
    )]
    let width = (letters as f32 * LETTER) as usize + 2 * MARGIN;
    let height = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"flixir in a terminal\">\n<style>{STYLES}</style>\n\
         <rect x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n",
        width - 1,
        height - 1
    );
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let _ = write!(svg, "<text x=\"{MARGIN}\" y=\"{}\">", MARGIN + LINE * at + 14);
        for (text, class) in line {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = match *class {
                "" => write!(svg, "{text}"),
                class => write!(svg, "<tspan class=\"{class}\">{text}</tspan>"),
            };
        }
        svg.push_str("</text>\n");
    }
    svg + "</svg>\n"
}

/// Takes a line apart into pieces of one style each.
fn parts(line: &str) -> Vec<(String, &'static str)> {
    let mut parts = Vec::new();
    let mut class = "";
    for (at, piece) in line.split('\u{1b}').enumerate() {
        let text = match (at, piece.chars().next()) {
            (0, _) => piece,
            (_, Some('[')) => {
                let (code, text) = piece[1..].split_once('m').unwrap_or(("", ""));
                class = class_of(code);
                text
            }
            // The address of a link, and the end of that: ESC ] 8 ; ; ADDRESS ESC \\ TEXT
            (_, Some('\\')) => &piece[1..],
            _ => "",
        };
        if !text.is_empty() {
            parts.push((text.to_owned(), class));
        }
    }
    parts
}

fn class_of(code: &str) -> &'static str {
    match code {
        "1" => "b",
        "2" => "d",
        "31" => "r",
        "32" => "g",
        "33" => "y",
        _ => "",
    }
}
