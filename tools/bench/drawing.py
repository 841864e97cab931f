"""How long the picture of a 60-step map takes, folded as on the page: python -m tools.bench.drawing"""

from __future__ import annotations

from mapping.metrics import compute
from mapping.render.options import RenderOptions
from mapping.render.svg import render_document
from tools.bench.maps import median_ms, sixty_steps

if __name__ == "__main__":
    facts = sixty_steps()
    metrics = compute(facts)
    print(f"drawing of 60 steps: {median_ms(lambda: render_document(facts, metrics, RenderOptions())):.2f} ms, median of 50")
