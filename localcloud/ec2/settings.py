"""How kind EC2 is: which of its delays, limits and quotas can be felt."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

type SettingValue = float | bool | None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be made unkind; as it stands, EC2 answers at once and never throttles.

    `initiating_seconds` .. `deleting_seconds`: how long a connection stays in that state
    (`deleting` is for cross-Region connections only). `associating_seconds`: the same for a CIDR
    block, `disassociating_seconds` for one that goes; `associations_fail`: new blocks come to
    nothing. `fresh_id_seconds`: a new connection is NotFound for so long;
    `fresh_id_write_seconds`: to calls that change something it is so for that long.
    `stale_read_seconds`: describing a connection shows nothing that happened to it in these last
    seconds; `stale_table_seconds`: the same for the routes of a table. `ended_without_blocks`:
    what has ended is shown without blocks. `other_spelling`: NotFound codes say Id instead of ID.
    `duplicates_stand`: the same request once more makes another connection, in any Region.
    `reordered`: each page lists tables and routes in an order of its own; none is promised.
    `throttling`: EC2's token buckets apply. `page_size`: the longest page, whatever the caller
    asks for. `multipath_requests`: every cross-Region request asks for multipath resilience.
    The rest are quotas.
    """

    initiating_seconds: float = 0
    provisioning_seconds: float = 0
    deleting_seconds: float = 0
    associating_seconds: float = 0
    disassociating_seconds: float = 0
    associations_fail: bool = False
    fresh_id_seconds: float = 0
    fresh_id_write_seconds: float = 0
    stale_read_seconds: float = 0
    stale_table_seconds: float = 0
    ended_without_blocks: bool = False
    other_spelling: bool = False
    duplicates_stand: bool = False
    reordered: bool = False
    throttling: bool = False
    page_size: int | None = None
    multipath_requests: bool = False
    routes_per_table: int = 500
    route_tables_per_vpc: int = 200
    outstanding_requests: int = 25
    active_connections_per_vpc: int = 50

    def to_json(self) -> dict[str, SettingValue]:
        """Every setting by its name."""
        return asdict(self)

    def changed(self, told: Mapping[str, object]) -> "Settings":
        """These settings with some changed; raises ValueError for a name or value unheard of."""
        kinds = {field.name: field.type for field in fields(self)}
        for name, value in told.items():
            if name not in kinds:
                raise ValueError(f"there is no setting {name}; there are {', '.join(kinds)}")
            if not _fits(value, kinds[name]):
                raise ValueError(f"{name} cannot be {value!r}")
        return replace(self, **told)  # type: ignore[arg-type]  # each value has been checked


def _fits(value: object, kind: object) -> bool:
    if kind is bool or isinstance(value, bool):
        return kind is bool and isinstance(value, bool)
    if value is None:
        return kind == int | None
    allowed = (int, float) if kind is float else (int,)
    return isinstance(value, allowed) and value >= 0
