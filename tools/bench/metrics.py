"""How long the numbers of a 60-step map take: python -m tools.bench.metrics"""

from __future__ import annotations

from mapping.metrics import compute
from tools.bench.maps import median_ms, sixty_steps

if __name__ == "__main__":
    facts = sixty_steps()
    print(f"metrics of 60 steps: {median_ms(lambda: compute(facts)):.2f} ms, median of 50")
