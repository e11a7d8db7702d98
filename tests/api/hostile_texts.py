"""Texts that mean harm: paths that lead elsewhere, and commands, templates and markup. Knows no route."""

import itertools

_UPS = ("../", "..\\", "....//", "....\\\\", "..;/", "%2e%2e%2f", "%2e%2e/", "..%2f", "%2e%2e%5c", "..%5c",
        "%252e%252e%252f", "..%252f",
        "%c0%ae%c0%ae/", "%c0%ae%c0%ae%c0%af", "..%c0%af", "%e0%80%ae%e0%80%ae/", "\uff0e\uff0e/", "\uff0e\uff0e\uff0f",
        "..\u2215", "./../")  # fmt: skip
_TARGETS = ("etc/passwd", "easytune.db", "secret", "etc/passwd%00.csv", "outside.txt")
_ABSOLUTE = (
    "/etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "file:///etc/passwd",
    "/proc/self/environ",
    "/proc/self/cwd",
    "~/.ssh/id_rsa",
    "~root",
)
_WINDOWS = ("C:\\Windows\\win.ini", "C:/Windows/win.ini", "c:outside.txt", "\\\\host\\share\\x", "//host/share/x", "\\\\?\\C:\\x",
            "\\\\.\\NUL", "CON", "nul.csv", "LPT1", "aux.txt", "a.csv:stream", "a.csv::$DATA", "C:", "\\", "..")  # fmt: skip
_ODD = ("a\0b", "\0", "%00", "a%00.csv", "a.", "a ", " a", "a..", "...", ".", "a\u202egpj.csv", "caf\u00e9", "cafe\u0301", "\u212b",
        "\ufeffa", "a\r\nb", "a\tb", "\x7f", "safe_evil/", "link.csv", "hard.csv",
        "-", "--help", "*", "?", "[a]", "{a,b}", "a" * 5_000)  # fmt: skip

TRAVERSALS = tuple(
    dict.fromkeys(
        [
            *(up * depth + target for up, depth, target in itertools.product(_UPS, (1, 2, 3, 5, 12), _TARGETS)),
            *_ABSOLUTE,
            *_WINDOWS,
            *_ODD,
        ]
    )
)
INJECTIONS = (
    "$(touch CANARY)", "`touch CANARY`", "; touch CANARY", "| touch CANARY", "&& touch CANARY", "a\n--output-dir=CANARY", "--help", "-rf",
    "${HOME}", "$EASYTUNE_SECRET", "%HOME%", "{{7*7}}", "{%25 for x in y %25}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}", "%n%s%x",
    "%(name)s", "' OR 1=1 --", '"; DROP TABLE users; --', "\\x00", "a\0b", "\x1b]8;;http://x\x07", "=cmd|'/c calc'!A1", "@SUM(1)",
    "<script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "javascript:window.pwned=1", "\u202e", "🜏" * 50,
)  # fmt: skip
