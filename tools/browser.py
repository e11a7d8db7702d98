"""Finds the browser and the Chinese fonts that the page tests need, or gets them by apt as root on Debian. Knows no test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.checkout import ON_WINDOWS, Checkout
from tools.show import SetupError, run_quietly, step

APT_SECONDS = 1200
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FIXED_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find_browser() -> Path | None:
    """A Chromium that is installed here."""
    for name in BROWSERS:
        program = shutil.which(name)
        if program is not None:
            return Path(program)
    return next((Path(place) for place in FIXED_PLACES if Path(place).is_file()), None)


def has_chinese_fonts() -> bool:
    """macOS and Windows bring them; elsewhere fontconfig is asked."""
    if ON_WINDOWS or sys.platform == "darwin":
        return True
    try:
        answer = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(answer.stdout.strip())


def install_browser(checkout: Checkout) -> None:
    """Make sure of a browser and of fonts.

    Raises: SetupError that names the packages when they cannot be installed from here.
    """
    missing = missing_packages(has_browser=find_browser() is not None, has_fonts=has_chinese_fonts())
    if not missing:
        return
    if not _may_use_apt():
        raise SetupError(what_to_install(missing))
    with step(f"Browser for the tests (apt-get install {' '.join(missing)})"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            log = checkout.logs / f"apt-{arguments[0]}.log"
            run_quietly(["apt-get", *arguments], log=log, cwd=checkout.root, timeout_seconds=APT_SECONDS, environment=environment)
    still = missing_packages(has_browser=find_browser() is not None, has_fonts=has_chinese_fonts())
    if still:
        raise SetupError(what_to_install(still))


def missing_packages(*, has_browser: bool, has_fonts: bool) -> tuple[str, ...]:
    """The Debian packages for what is not there."""
    wanted = (("chromium", has_browser), ("fontconfig", has_fonts), ("fonts-noto-cjk", has_fonts))
    return tuple(name for name, present in wanted if not present)


def what_to_install(packages: tuple[str, ...]) -> str:
    """The sentence for a person who has to install them."""
    if sys.platform == "darwin":
        how = "Install Google Chrome"
    elif ON_WINDOWS:
        how = "Install Google Chrome or Microsoft Edge"
    else:
        how = f"On Debian: sudo apt-get install {' '.join(packages)} (elsewhere: a Chromium and a font with Chinese characters)"
    return f"The page tests need a browser with Chinese fonts, and no test is left out silently. {how}, then start again."


def _may_use_apt() -> bool:
    return not ON_WINDOWS and shutil.which("apt-get") is not None and os.geteuid() == 0
