"""The map's page, in a real browser."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from demo.estate import estate
from tests.peerctl.test_map import draw

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="Debian's chromium and chromium-driver are not installed"
)
LARGE = estate(vpcs=200, connections=180)
_READABLE = 9  # pixels
_LETTERS = """
    const nearness = document.querySelector("#map svg").getScreenCTM().a;
    return [...document.querySelectorAll(".vpc > .name")].map((name) =>
        parseFloat(getComputedStyle(name).fontSize) * nearness);
"""
_COVERED = """
    return [...document.querySelectorAll(".vpc")].filter((vpc) => {
        const { x, y, width, height } = vpc.querySelector("rect").getBoundingClientRect();
        const above = document.elementFromPoint(x + width / 2, y + height / 2);
        return !vpc.contains(above);
    }).map((vpc) => vpc.id);
"""
_SPILT = """
    return [...document.querySelectorAll(".vpc > text")].filter((text) => {
        const box = text.parentNode.querySelector("rect").getBoundingClientRect();
        const words = text.getBoundingClientRect();
        return words.right > box.right || words.bottom > box.bottom;
    }).map((text) => text.textContent);
"""
_FOUND = 'return [...document.querySelectorAll("aside li")].map((found) => found.innerText);'
_CLEAR = 'return [...document.querySelectorAll("svg [id]:not(.faded)")].map((thing) => thing.id);'


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Chrome"]:
    """A browser that shows the map of 200 VPCs."""
    # A second's worth of modules: not for every process that collects these tests.
    from selenium.webdriver import Chrome, ChromeOptions  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("map")
    assert draw(folder, "map.html", LARGE, "--all").code == 0
    options = ChromeOptions()
    options.binary_location = str(BROWSER)
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1600,1000",
        f"--user-data-dir={folder / 'profile'}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with Chrome(options, Service(DRIVER)) as started:
        started.get((folder / "map.html").as_uri())
        yield started


@pytest.fixture(autouse=True)
def afresh(browser: "Chrome") -> Iterator[None]:
    """Each test begins with the page as it opens, and ends without a mistake in its console."""
    browser.refresh()
    yield
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]  # as selenium has it


def search(browser: "Chrome", text: str) -> list[str]:
    """Search; what the list then offers."""
    browser.find_element(By.ID, "search").send_keys(text)
    found: list[str] = browser.execute_script(_FOUND)
    return found


def clear(browser: "Chrome") -> set[str]:
    """The ids of what is not faded."""
    return set(browser.execute_script(_CLEAR))


def a_line(browser: "Chrome", health: str) -> "WebElement":
    """Some connection of that health."""
    return browser.find_element(By.CSS_SELECTOR, f"g.connection.{health}")


def test_it_opens_with_everything_and_the_worst_first(browser: "Chrome") -> None:
    everything = search(browser, "")

    assert "conflict" in everything[0]
    assert len(clear(browser)) == len(everything)


def test_every_name_can_be_read_where_all_200_vpcs_fit(browser: "Chrome") -> None:
    """As it opens, and again at Fit: nothing has been searched for."""
    for _ in range(2):
        letters = browser.execute_script(_LETTERS)
        assert len(letters) == 200
        assert min(letters) >= _READABLE
        browser.find_element(By.ID, "nearer").click()
        browser.find_element(By.ID, "fit").click()


def test_lines_run_under_the_boxes(browser: "Chrome") -> None:
    assert browser.execute_script(_COVERED) == []


def test_words_stay_in_their_boxes(browser: "Chrome") -> None:
    assert browser.execute_script(_SPILT) == []


def test_a_vpc_is_found_by_its_block_with_its_connections(browser: "Chrome") -> None:
    connection = LARGE.observation.connections[0].connection
    vpc = next(v for v in LARGE.observation.vpcs if v.id == connection.requester.id)

    found = search(browser, str(vpc.cidrs[0]))

    assert any(vpc.id in title for title in found)
    assert {vpc.id, connection.id, connection.accepter.id} <= clear(browser)
    assert len(clear(browser)) < len(LARGE.observation.vpcs)


def test_what_is_found_can_be_read(browser: "Chrome") -> None:
    vpc = LARGE.observation.connections[0].connection.requester
    search(browser, vpc.id)
    browser.find_element(By.ID, "search").send_keys(Keys.ENTER)

    name = browser.find_element(By.CSS_SELECTOR, f"[id='{vpc.id}'] .name")

    assert name.rect["height"] >= _READABLE
    map_ = browser.find_element(By.ID, "map").rect
    assert map_["x"] <= name.rect["x"] <= map_["x"] + map_["width"]
    assert map_["y"] <= name.rect["y"] <= map_["y"] + map_["height"]


def test_what_matches_nothing_says_so(browser: "Chrome") -> None:
    assert search(browser, "no such thing") == []
    assert browser.find_element(By.ID, "found").text == "0 found"


def test_escape_shows_everything_again(browser: "Chrome") -> None:
    before = clear(browser)
    search(browser, "eu-west-1")
    browser.find_element(By.ID, "search").send_keys(Keys.ESCAPE)

    assert clear(browser) == before


def test_a_chosen_connection_tells_its_routes(browser: "Chrome") -> None:
    line = a_line(browser, "conflict")
    line.send_keys(Keys.ENTER)

    said = browser.find_element(By.ID, "aside").text
    assert str(line.get_attribute("id")) in said
    assert "already leads to tgw-0aaa" in said
    ends = str(line.get_attribute("data-ends")).split()
    assert set(ends) <= clear(browser)


def test_the_wheel_goes_nearer(browser: "Chrome") -> None:
    vpc = browser.find_element(By.CSS_SELECTOR, "g.vpc")
    before = vpc.rect["width"]
    for _ in range(4):
        browser.find_element(By.ID, "nearer").click()

    assert vpc.rect["width"] > 2 * before
