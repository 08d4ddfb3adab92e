#!/usr/bin/python3
"""A real gpsd on a port, fed with a track over a pseudo-terminal by gpsfake's
own module, until it is ended: gpsfeed.py PORT FILE. track() writes such a
file: a receiver that first sees nothing and then knows better and better."""
import sys
import time as clock
from functools import reduce


def sentence(text):
    return f"${text}*{reduce(lambda a, c: a ^ ord(c), text, 0):02X}\r\n"


def degrees(value, width, signs):
    whole = int(abs(value))
    return f"{whole:0{width}d}{(abs(value) - whole) * 60:08.5f},{signs[value < 0]}"


def epoch(second, latitude, longitude, metres):
    """One second of NMEA 0183: GGA, RMC and GBS, both as exact as is said;
    None: no fix."""
    time = f"16{30 + second // 60:02d}{second % 60:02d}.00"
    if metres is None:
        return (sentence(f"GPGGA,{time},,,,,0,00,99.9,,M,,M,,") +
                sentence(f"GPRMC,{time},V,,,,,,,231126,,,N"))
    where = degrees(latitude, 2, "NS") + "," + degrees(longitude, 3, "EW")
    return (sentence(f"GPRMC,{time},A,{where},0.1,0.0,231126,,,A") +
            sentence(f"GPGGA,{time},{where},1,08,{metres / 13.4:.2f},2240.0,M,-9.0,M,,") +
            sentence(f"GPGBS,{time},{metres:.1f},{metres:.1f},9.0,,,,"))


def track(path, latitude, longitude, exactness):
    with open(path, "w", encoding="ascii") as out:
        for second, metres in enumerate(exactness):
            out.write(epoch(second, latitude, longitude, metres))


def pause(_index, _device):
    clock.sleep(0.05)
    return True


def main():
    import gps.fake  # only where it is installed
    session = gps.fake.TestSession(port=sys.argv[1], slow=True, options="-n")
    session.spawn()
    try:
        session.gps_add(sys.argv[2], pred=pause)
        session.run()
    finally:
        session.cleanup()


if __name__ == "__main__":
    main()
