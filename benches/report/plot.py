"""A line plot with logarithmic axes, as SVG."""

import math

# No text is smaller than 13 at this width: a phone shows it as it is.
WIDTH, HEIGHT = 400, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 64, 12, 52

# Readable on white and on black; the second block is for dark pages.
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .grid { stroke: #d0d7de; stroke-width: 1 }
  .line { fill: none; stroke-width: 2 }
  .s0 { stroke: #6e7781 } .s1 { stroke: #0969da } .s2 { stroke: #bc4c00 }
  .d0 { fill: #6e7781 } .d1 { fill: #0969da } .d2 { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .grid { stroke: #3d444d }
    .s0 { stroke: #9198a1 } .s1 { stroke: #4493f8 } .s2 { stroke: #f0883e }
    .d0 { fill: #9198a1 } .d1 { fill: #4493f8 } .d2 { fill: #f0883e }
  }
"""


class Axis:
    """Where the values of one axis lie, between whole powers of ten or their halves."""

    def __init__(self, values, begin, end):
        self.low, self.high = math.log10(min(values)), math.log10(max(values))
        margin = 0.05 * (self.high - self.low)
        self.low, self.high = self.low - margin, self.high + margin
        self.begin, self.end = begin, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self):
        exponents = range(math.floor(self.low), math.ceil(self.high) + 1)
        tens = [10.0**e for e in exponents if self.low <= e <= self.high]
        if len(tens) > 2:
            return tens
        all = [m * 10.0**e for e in exponents for m in (1, 2, 5)]
        return [t for t in all if self.low <= math.log10(t) <= self.high]


def plot(title, across, up, series):
    """`series` are a name and its points each; `across` and `up` name the axes, with their units."""
    x = Axis([p[0] for _, points in series for p in points], LEFT, WIDTH - RIGHT)
    y = Axis([p[1] for _, points in series for p in points], HEIGHT - BOTTOM, TOP)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{title}</title>',
        f'<desc id="desc">{up} over {across}: {", ".join(name for name, _ in series)}. Both axes are logarithmic.</desc>',
        f"<style>{STYLE}</style>",
    ]
    for tick in x.ticks():
        out.append(line(x.at(tick), TOP, x.at(tick), HEIGHT - BOTTOM))
        out.append(text(x.at(tick), HEIGHT - BOTTOM + 20, f"{tick:,.10g}", "middle"))
    for tick in y.ticks():
        out.append(line(LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick)))
        out.append(text(LEFT - 8, y.at(tick) + 4, f"{tick:,.10g}", "end"))
    out.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across, "middle"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turn = f'transform="rotate(-90 16 {middle:.0f})"'
    out.append(f'<text x="16" y="{middle:.0f}" text-anchor="middle" {turn}>{up}</text>')
    for place, (name, points) in enumerate(series):
        pixels = [(x.at(a), y.at(b)) for a, b in points]
        way = " ".join(f"{a:.1f},{b:.1f}" for a, b in pixels)
        out.append(f'<polyline class="line s{place}" points="{way}"/>')
        out += [f'<circle class="d{place}" cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in pixels]
        out.append(text(pixels[-1][0] + 10, pixels[-1][1] + 4, name, "start"))
    return "\n".join(out + ["</svg>", ""])


def line(x1, y1, x2, y2):
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def text(x, y, what, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{what}</text>'
