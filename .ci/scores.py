"""Scores of buildings (健全度) reckoned anew from the exported ratings: the last grade of each part, points × weight over the
weights of the parts that were rated, half up. Usage: scores.py RATINGS.csv CONDITION.json; prints how many agree and differ."""
import csv
import json
import sys
from decimal import ROUND_HALF_UP, Decimal

POINTS = {"a": 100, "b": 75, "c": 40, "d": 10}
WEIGHTS = {"roof": "5.1", "exterior-wall": "17.2", "interior": "22.4", "electrical": "8.0", "mechanical": "7.3"}
last = {}
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        key = (row["建物番号"], row["部位"])
        last[key] = max(last.get(key, ("", "")), (row["評価日"], row["評価"]))
sums = {}
for (building, part), (_, grade) in last.items():
    weight = Decimal(WEIGHTS[part])
    points, weights = sums.get(building, (Decimal(0), Decimal(0)))
    sums[building] = (points + POINTS[grade] * weight, weights + weight)
told = {b["building_code"]: b["score"]["score"] for b in json.load(open(sys.argv[2]))["buildings"] if b["score"]}
mine = {b: int((p / w).quantize(Decimal(1), ROUND_HALF_UP)) for b, (p, w) in sums.items()}
same = sum(1 for b in told if told[b] == mine.get(b))
print(f"{same} agree, {len(set(told) | set(mine)) - same} differ")
