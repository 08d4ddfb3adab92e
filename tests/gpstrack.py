"""A track as a receiver of satellites writes it, NMEA 0183 line by line, for
gpsfake to play to a real gpsd: first it sees nothing, then it knows better and
better where it is."""
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
