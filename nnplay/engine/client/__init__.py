"""The server's side of the engine: starts it, sends trainings, keeps their histories."""

from nnplay.engine.client.job import STUCK_SECONDS, Job
from nnplay.engine.client.life import EngineState
from nnplay.engine.client.sharing import Engine

__all__ = ["STUCK_SECONDS", "Engine", "EngineState", "Job"]
