"""Chooses between the two languages of the platform. Knows no text and no user."""


def preferred(accept_language: str, default: str = "en") -> str:
    """zh or en, whichever an Accept-Language header ranks higher; the default when it names neither."""
    ranked: list[tuple[float, int, str]] = []
    for place, item in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = item.strip().partition(";q=")
        language = tag.strip().lower().partition("-")[0]
        if language in ("zh", "en"):
            ranked.append((-_quality(quality), place, language))
    return min(ranked)[2] if ranked else default


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
