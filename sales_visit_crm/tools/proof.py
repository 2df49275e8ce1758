"""How well a visit is proven, 0-100, with the reasons.

A score explains, it never blocks: a basement without reception is no fraud.
Each signal adds its points; the caller translates the reasons.

>>> score("gps", distance_m=120, accuracy_m=30, radius_m=300, stay_minutes=45,
...       is_planned=True)
(100, ['position', 'near', 'stay', 'planned'])

The same distance with a poor fix proves less: the true position may lie anywhere
in the circle of ``accuracy_m``, and only a circle inside the radius is near.

>>> score("gps", distance_m=120, accuracy_m=900, radius_m=300, stay_minutes=45,
...       is_planned=True)
(70, ['position', 'vague', 'stay', 'planned'])
>>> score("gps", distance_m=5000, accuracy_m=30, radius_m=300)
(30, ['position', 'far', 'unplanned'])
>>> score("manual")
(10, ['manual', 'unplanned'])
>>> score("qr", stay_minutes=20, is_planned=True)
(50, ['code', 'stay', 'planned'])
>>> score(None)
(0, [])
"""

POINTS = {
    "position": 30,
    "near": 30,
    "vague": 0,
    "far": 0,
    "unlocated": 15,
    # As little as by hand: no code is issued yet that the server could check.
    "code": 10,
    "manual": 10,
    "stay": 20,
    "planned": 20,
    "unplanned": 0,
}
MINIMUM_STAY = 10  # minutes; shorter than this is a visit card left at the door


def score(
    mode,
    distance_m=None,
    accuracy_m=0.0,
    radius_m=300.0,
    stay_minutes=0.0,
    is_planned=False,
):
    """Return the points (0-100) and the names of the signals that gave them.

    :param mode: ``gps``, ``manual``, ``qr``, or None for a visit not checked in
    :param distance_m: metres from the customer's known position, None if unknown
    :param accuracy_m: radius of the fix in metres
    :param radius_m: metres within which a visitor counts as being there
    """
    if not mode:
        return 0, []
    reasons = {"qr": ["code"], "manual": ["manual"]}.get(mode, ["position"])
    if mode == "gps":
        reasons.append(_nearness(distance_m, accuracy_m, radius_m))
    if stay_minutes >= MINIMUM_STAY:
        reasons.append("stay")
    reasons.append("planned" if is_planned else "unplanned")
    return sum(POINTS[reason] for reason in reasons), reasons


def _nearness(distance_m, accuracy_m, radius_m):
    if distance_m is None:
        return "unlocated"
    if distance_m + accuracy_m <= radius_m:
        return "near"
    return "vague" if distance_m - accuracy_m <= radius_m else "far"
