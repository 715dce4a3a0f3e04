#!/usr/bin/env python3
"""Draws docs/overview.svg: the way from a config to a cloud identity.

    python3 docs/picture.py            writes it
    python3 docs/picture.py --check    exits with 1 if it is not what this program draws

400 units wide, with no text smaller than 13: a phone shows it as it is. Needs Python alone.
"""

import html
import os
import sys

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "overview.svg")
TITLE = "From a config to a cloud identity"
DESCRIPTION = (
    "A config in Git says which controllers get which identity. The program makes a kustomize Component of it. "
    "Flux builds and applies that. Kubernetes gives the controller's pod a token, and the cloud takes the token "
    "for the identity."
)

# Where it is; then each box, its name, what it holds, and what leads from it to the next one.
PLACES = [
    ("Git", [
        ("workload-identity.yaml", "services: [ecr], roleArn: …/flux-ecr", "flux-workload-identity writes"),
        ("workload-identity/", "Component: a patch for the account", "Flux builds and applies"),
    ]),
    ("Cluster", [
        ("ServiceAccount source-controller", "annotation: …/role-arn", "a token, when the pod starts"),
        ("Pod source-controller", "token of its ServiceAccount", "the token, for short-lived credentials"),
    ]),
    ("Cloud", [
        ("Role flux-ecr", "trusts the ServiceAccount, may pull", None),
    ]),
]

WIDTH, MARGIN = 400, 6
BOX, ARROW = 54, 38
# Within an area: below its last box, and above its first, where its name stands.
BELOW, ABOVE = 12, 30

# Readable on white and on black; the second block is for dark pages.
STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #24292f; text-anchor: middle }
  .name { font-weight: 600; font-size: 15px }
  .small { font-size: 13px; fill: #57606a }
  .then { text-anchor: start }
  .place { font-size: 13px; fill: #57606a; text-anchor: end; font-weight: 600 }
  .area { fill: #f6f8fa; stroke: #d0d7de }
  .box { fill: #ffffff; stroke: #0969da; stroke-width: 1.5 }
  .arrow { fill: none; stroke: #0969da; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .small, .place { fill: #9198a1 }
    .area { fill: #151b23; stroke: #3d444d }
    .box { fill: #0d1117; stroke: #4493f8 }
    .arrow { stroke: #4493f8 }
  }
"""


def text(x, y, kind, words):
    return f'<text class="{kind}" x="{x}" y="{y}">{html.escape(words)}</text>'


def rectangle(kind, x, y, width, height):
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>'


def arrow(start, end, words, baseline):
    """Down, with its words beside it."""
    x = 34
    return [
        f'<path class="arrow" d="M{x} {start}V{end - 2}M{x - 5} {end - 8}L{x} {end - 2}L{x + 5} {end - 8}"/>',
        text(x + 14, baseline, "small then", words),
    ]


def draw():
    areas, marks, y = [], [], MARGIN
    below = None  # the last box, and what leads on from it
    for place, boxes in PLACES:
        top = y
        marks.append(text(WIDTH - MARGIN - 12, top + 20, "place", place))
        y += ABOVE
        for number, (name, holds, then) in enumerate(boxes):
            if below:
                end, words = below
                if number:
                    y += ARROW
                marks += arrow(end, y, words, y - 14 if number else top + 20)
            marks.append(rectangle("box", MARGIN + 12, y, WIDTH - 2 * (MARGIN + 12), BOX))
            marks.append(text(WIDTH // 2, y + 23, "name", name))
            marks.append(text(WIDTH // 2, y + 43, "small", holds))
            y += BOX
            below = (y, then)
        y += BELOW
        areas.append(rectangle("area", MARGIN, top, WIDTH - 2 * MARGIN, y - top))
    height = y + MARGIN
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{TITLE}</title>',
        f'<desc id="desc">{DESCRIPTION}</desc>',
        f"<style>{STYLE}</style>",
    ]
    return "\n".join(head + areas + marks + ["</svg>", ""])


def main():
    drawn = draw()
    if sys.argv[1:] == ["--check"]:
        with open(FILE) as file:
            sys.exit(0 if file.read() == drawn else f"{FILE} is not what docs/picture.py draws")
    with open(FILE, "w") as file:
        file.write(drawn)


if __name__ == "__main__":
    main()
