"""The depreciation of the year after a register, reckoned without Enoki. Usage: charges.py REGISTER.csv YEAR

Straight line by the rate table (a rate is 1000 / life rounded up, per mille), yen rounded down, from the fiscal year after
service began, down to 1 yen for what is tangible and owned.
"""
import csv
import sys

year, last = int(sys.argv[2]) + 1, {}
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    for row in csv.DictReader(file):
        last[row["番号"], row["枝番"]] = row
total = 0
for row in last.values():
    if row["償却方法"] != "定額法":
        continue
    cost, accumulated, life = int(row["取得価額等"]), int(row["減価償却累計額"]), int(row["耐用年数"])
    begun = (row["供用開始年月日"] or row["取得年月日"]).split("-")
    service = int(begun[0]) - (len(begun) < 2 or int(begun[1]) < 4)
    if service >= year:
        continue
    account = row["勘定科目(種目・種別)"]
    intangible = account == "ソフトウェア" or account.startswith("無形") or "移転外" in row["リース区分"]
    total += max(0, min(cost * -(-1000 // life) // 1000, cost - accumulated - (0 if intangible else 1)))
print(total)
