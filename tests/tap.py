"""TAP for tests written in Python: ok(condition, name), skip(name, why) and
done() at the end."""
import sys
import traceback

_n = 0
_failed = 0


def ok(condition, name, detail=""):
    global _n, _failed
    _n += 1
    print(("ok" if condition else "not ok"), _n, "-", name, flush=True)
    if not condition:
        _failed += 1
        for line in str(detail).splitlines():
            print("#", line)
    return bool(condition)


def equal(got, wanted, name):
    return ok(got == wanted, name, f"got    {got!r}\nwanted {wanted!r}")


def skip(name, why):
    global _n
    _n += 1
    print("ok", _n, "-", name, "# SKIP", why, flush=True)


def attempt(name, function, *args):
    """Runs a case; an exception is one failed test, not the end of all."""
    try:
        function(*args)
    except Exception:
        ok(False, name, traceback.format_exc())


def done():
    print(f"1..{_n}", flush=True)
    sys.exit(1 if _failed else 0)
