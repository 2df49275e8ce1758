"""Positions on the earth as phones report them (WGS-84, decimal degrees).

>>> problem(31.2304, 121.4737)
>>> problem(95, 121)
'latitude'
>>> problem(31, 200)
'longitude'
>>> problem(float("nan"), 121)
'latitude'
>>> problem(10**400, 121)
'latitude'
>>> problem(31, 121, -5)
'accuracy'

Distances are metres on a sphere, which is within 0.5 % of the truth:

>>> round(distance(31.2304, 121.4737, 31.2304, 121.4737))
0
>>> round(distance(31.2304, 121.4737, 31.2394, 121.4737))
1001
"""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6_371_000  # metres
MAXIMUM_ACCURACY = 100_000  # metres; a worse fix says nothing at all


def problem(latitude, longitude, accuracy=0.0):
    """Return the name of the first impossible value, None where all are possible.

    :param accuracy: radius of the fix in metres
    """
    checks = (
        ("latitude", latitude, -90, 90),
        ("longitude", longitude, -180, 180),
        ("accuracy", accuracy, 0, MAXIMUM_ACCURACY),
    )
    for name, value, lowest, highest in checks:
        if not _is_between(value, lowest, highest):
            return name
    return None


def distance(latitude, longitude, other_latitude, other_longitude):
    """Return the metres between two positions along the surface."""
    phi, other_phi = radians(latitude), radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = radians(other_longitude - longitude) / 2
    chord = sin(half_phi) ** 2 + cos(phi) * cos(other_phi) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, chord)))


def _is_between(value, lowest, highest):
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # No comparison with NaN holds, and none with a number too large for a float fails.
    return is_number and lowest <= value <= highest
