"""Which scenes there are, in their order, and which of them are shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from dashboard.web.wall import attention, scenes
from dashboard.web.wall.parts import Scene
from dashboard.web.wall.scenes import Wall

SCENES: dict[str, Callable[[Wall], Scene]] = {
    "verdict": scenes.SCENES["verdict"], "attention": attention.scene, **scenes.SCENES,
}
"""Each scene by the name that the address gives it, in their order."""


def shown(wall: Wall, seconds: Mapping[str, int]) -> list[Scene]:
    """The scenes asked for, each with its seconds; `attention` only while something is critical, or alone."""
    if not wall.asked.market.number:
        return wall.scenes(())
    drawn = [replace(SCENES[name](wall), seconds=lasts) for name, lasts in seconds.items()]
    return [scene for scene in drawn if scene.id != "attention" or scene.acts or len(drawn) == 1]
