"""How far a unit of a deep layer sees."""

from __future__ import annotations

from collections.abc import Sequence

from nnplay.theory.convolution import Slide


def receptive_field(layers: Sequence[Slide]) -> list[tuple[int, int]]:
    """What one number of each layer sees of the image.

    A window of k pixels that lie `jump` image pixels apart sees (k − 1) · d · jump more than one of its pixels does,
    and each stride makes the next layer's pixels lie further apart.

    Args:
        layers: The windows of convolution and pooling layers, in their order.

    Returns:
        For each layer (field, jump): how many image pixels high and wide it sees, and how many image pixels lie
        between two neighbours of its map.
    """
    field, jump = 1, 1
    seen = []
    for layer in layers:
        field += (layer.reach - 1) * jump
        jump *= layer.stride
        seen.append((field, jump))
    return seen
