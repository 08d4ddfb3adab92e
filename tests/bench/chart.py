"""Draws how costs grow, as one SVG: a small plot for each cost, both axes
logarithmic, ours as a line and the engine alone dashed."""
import html
import math

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 320, 220, 52, 40, 14, 40
ACROSS = 3
STYLE = ("text{font:11px sans-serif;fill:#222}.t{font-weight:bold;font-size:12px}.g{stroke:#ddd}"
         ".o{fill:none;stroke:#0b5394;stroke-width:2}.e{fill:none;stroke:#b45f06;stroke-width:2;stroke-dasharray:5 3}"
         ".p{fill:#0b5394}.q{fill:#b45f06}.n{text-anchor:end}.m{text-anchor:middle}")


def decades(values):
    """Whole powers of ten around them."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def short(power):
    return f"{10 ** power:,.0f}" if power >= 0 else f"{10 ** power:.{-power}f}"


def line(kind, dot, points):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="{kind}" points="{path}"/>' + "".join(
        f'<circle class="{dot}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)


def plot(name, p):
    """One cost, in a frame of WIDTH x HEIGHT."""
    alone = p["alone"] if p["engine"] and p["alone"] else []
    (x0, x1), (y0, y1) = decades(p["sizes"]), decades(p["ours"] + alone)
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def place(size, cost):
        return (LEFT + wide * (math.log10(size) - x0) / (x1 - x0), TOP + high * (y1 - math.log10(cost)) / (y1 - y0))

    out = [f'<text class="t" x="8" y="16">{html.escape(name)}</text>',
           f'<text x="8" y="31">{html.escape(p["cost"])}{", dashed: " + html.escape(p["engine"]) if alone else ""}</text>',
           f'<text class="m" x="{LEFT + wide / 2:.0f}" y="{HEIGHT - 6}">{html.escape(p["of"])}</text>']
    for power in range(x0, x1 + 1):
        x, _ = place(10 ** power, 10 ** y0)
        out.append(f'<line class="g" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{TOP + high}"/>'
                   f'<text class="m" x="{x:.1f}" y="{TOP + high + 14}">{short(power)}</text>')
    for power in range(y0, y1 + 1):
        _, y = place(10 ** x0, 10 ** power)
        out.append(f'<line class="g" x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + wide}" y2="{y:.1f}"/>'
                   f'<text class="n" x="{LEFT - 4}" y="{y + 4:.1f}">{short(power)}</text>')
    out += [line("e", "q", list(map(place, p["sizes"], alone)))] if alone else []
    return "".join([*out, line("o", "p", list(map(place, p["sizes"], p["ours"])))])


def growth(points):
    rows = -(-len(points) // ACROSS)
    body = "".join(f'<g transform="translate({i % ACROSS * WIDTH},{i // ACROSS * HEIGHT})">{plot(name, p)}</g>'
                   for i, (name, p) in enumerate(points.items()))
    wide, high = ACROSS * WIDTH, rows * HEIGHT
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" '
            f'aria-label="How costs grow"><style>{STYLE}</style><rect width="{wide}" height="{high}" fill="#fff"/>{body}</svg>\n')
