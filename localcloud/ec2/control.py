"""What tests and demos ask of the local EC2 itself, over HTTP: clock, settings, a fresh start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from moto.ec2.models import ec2_backends

from localcloud.ec2 import learned
from localcloud.ec2.errors import RefusedError
from localcloud.ec2.scope import Scope
from localcloud.ec2.world import World

type Told = Mapping[str, object]

PREFIX = "/local-cloud/"


@dataclass(frozen=True, slots=True)
class Control:
    """Answers requests under /local-cloud/ with a status and JSON."""

    world: World

    def answer(self, method: str, path: str, told: Told) -> tuple[int, Told]:
        """Answer one request; what can't be understood is a 400 or 404 with its reason."""
        handlers: Mapping[tuple[str, str], Callable[[Told], Told]] = {
            ("GET", "health"): lambda _: {"status": "ok"},
            ("GET", "clock"): lambda _: self._clock(),
            ("POST", "clock"): self._move_clock,
            ("GET", "settings"): lambda _: self.world.settings.to_json(),
            ("POST", "settings"): self._change_settings,
            ("POST", "reset"): lambda _: self._reset(),
            ("POST", "propagated-routes"): self._propagate,
        }
        handler = handlers.get((method, path.removeprefix(PREFIX)))
        if handler is None:
            return 404, {"error": f"there is no {method} {path}"}
        try:
            with self.world.lock:
                return 200, handler(told)
        except KeyError as error:
            return 400, {"error": f"{error.args[0]} is missing"}
        except (ValueError, RefusedError) as error:
            return 400, {"error": str(error)}

    def _clock(self) -> Told:
        return {"now": self.world.now.isoformat()}

    def _move_clock(self, told: Told) -> Told:
        if "now" in told:
            self.world.clock.set(datetime.fromisoformat(str(told["now"])))
        else:
            self.world.clock.advance(float(str(told["advance_seconds"])))
        return self._clock()

    def _change_settings(self, told: Told) -> Told:
        self.world.settings = self.world.settings.changed(told)
        return self.world.settings.to_json()

    def _reset(self) -> Told:
        self.world.reset()
        ec2_backends.reset()
        return {}

    def _propagate(self, told: Told) -> Told:
        scope = Scope(str(told["account_id"]), str(told["region"]))
        table_id, destination = str(told["route_table_id"]), str(told["destination"])
        learned.propagate(self.world, scope, table_id, destination, str(told["gateway_id"]))
        return {}
