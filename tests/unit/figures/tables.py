"""Tables in the measures' own shape, made up for drawing: three years of weeks, two authorities, 25 providers.

Everything in them is invented, by formulas that can be followed by hand.
"""

import math

import pandas as pd

AS_OF = pd.Timestamp("2026-11-22")
LAST = pd.Timestamp("2026-11-16")
AUTHORITIES = ("CCC", "PCC")
ROUTES = ("block", "dps", "in_house", "spot")


def _weeks(count: int) -> pd.DatetimeIndex:
    return pd.date_range(end=LAST, periods=count, freq="7D", unit="us")


def _tidy(rows: list[dict], columns: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns.split(","))
    for name in table.columns:
        ends = name.endswith(("_end", "_due", "_start", "_date", "_on")) and name != "delivering_past_end"
        # `joined` is a day of an entrant, and a count of members.
        if ends or (name == "joined" and "entered" in table) or name in (
            "week", "from", "to", "pickup", "contract_year", "entered", "first_invited", "first_awarded", "first_hour",
        ):
            table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table


def sufficiency(weeks: int = 156, authorities=AUTHORITIES, unreported: int = 0, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        size = 620.0 if authority == "PCC" else 880.0
        for i, week in enumerate(_weeks(weeks)):
            season = math.sin(i / 8)
            asked = demand * (size * (0.8 + 0.25 * i / weeks) + 12 * season)
            credible = size * (0.92 if authority == "PCC" and i > weeks * 0.8 else 1.05) + 9 * math.cos(i / 5)
            overdue = max(0.0, asked - credible) * 0.8
            silent = 35.0 if i >= weeks - unreported else 0.0
            rows.append({
                "week": week, "authority": authority, "demand_hours": asked, "waiting_hours": overdue * 1.3,
                "overdue_hours": overdue, "unmet_share": overdue / asked if asked else None,
                "delivered_hours": asked - overdue - silent, "unreported_hours": silent,
                "paper_hours": credible * 1.22, "credible_hours": credible, "demonstrated_hours": credible * 0.9,
                "headroom_hours": credible - asked, "sufficiency": credible / asked if asked else None,
                "paper_sufficiency": 1.22 * credible / asked if asked else None, "status": "", "reason": "",
            })
    return _tidy(rows, "week,authority,demand_hours,waiting_hours,overdue_hours,unmet_share,delivered_hours,"
                 "unreported_hours,paper_hours,credible_hours,demonstrated_hours,headroom_hours,sufficiency,"
                 "paper_sufficiency,status,reason").sort_values(["week", "authority"], ignore_index=True)


def outlook(weeks: int = 104, authorities=AUTHORITIES, demand: float = 1.0, known: bool = True) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        size = 620.0 if authority == "PCC" else 880.0
        for i, week in enumerate(pd.date_range(LAST, periods=weeks, freq="7D", unit="us")):
            asked, there = demand * size * (1 + 0.0005 * i), size * (1.1 - 0.003 * i)
            wide = math.sqrt(i) / 50
            row = {"week": week, "authority": authority, "capacity_committed": 0.0 if i > 60 else size / 4}
            if known:
                for name, middle in (("demand", asked), ("capacity", there)):
                    for percent, off in ((5, -1.6), (25, -0.7), (50, 0), (75, 0.7), (95, 1.6)):
                        row[f"{name}_p{percent:02d}"] = middle * (1 + off * wide)
                row |= {"shortfall_p50": max(asked - there, 0), "p_sufficient": max(0.0, min(1.0, 1 - i / 80))}
            rows.append(row)
    return _tidy(rows, "week,authority,demand_p05,demand_p25,demand_p50,demand_p75,demand_p95,capacity_committed,"
                 "capacity_p05,capacity_p50,capacity_p95,shortfall_p50,p_sufficient").sort_values(
                     ["week", "authority"], ignore_index=True)


def backtest(asked: int = 20, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = [
        {
            "authority": authority, "origin": LAST - pd.Timedelta(weeks=4 * n + weeks), "horizon_weeks": weeks,
            "actual": demand * (500 + 3 * n), "p05": demand * 430.0, "p50": demand * 510.0, "p95": demand * 600.0,
            "naive": demand * (490 + 2 * n),
        }
        for authority in sorted(authorities) for n in range(asked) for weeks in (13, 26, 52)
    ]
    table = _tidy(rows, "authority,origin,horizon_weeks,actual,p05,p50,p95,naive")
    table["origin"] = pd.to_datetime(table["origin"]).astype("datetime64[us]")
    return table.sort_values(["authority", "origin", "horizon_weeks"], ignore_index=True)


def plan_months(months: int = 25, authorities=AUTHORITIES, demand: float = 1.0, known: bool = True) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        size = 620.0 if authority == "PCC" else 880.0
        for i, month in enumerate(pd.period_range("2026-11", periods=months, freq="M")):
            row: dict = {"month": str(month), "authority": authority}
            if known:
                needed = demand * size
                row |= {
                    "p_sufficient_base": max(0.0, 0.95 - i / 40), "p_sufficient": max(0.0, 0.99 - i / 80),
                    "unmet_hours_base": needed * i / 50, "unmet_hours": needed * i / 90, "void_hours_base": 0.0,
                    "void_hours": float(i), "demand_p50_base": needed, "demand_p50": needed,
                    "capacity_p50_base": size * (1.1 - 0.01 * i), "capacity_p50": size * (1.15 - 0.01 * i),
                    "demand_p05": needed * (1 - i / 60), "demand_p95": needed * (1 + i / 60),
                    "capacity_p05": size * 0.8, "capacity_p95": size * 1.2,
                }
            rows.append(row)
    return _tidy(rows, "month,authority,p_sufficient_base,p_sufficient,unmet_hours_base,unmet_hours,void_hours_base,"
                 "void_hours,demand_p50_base,demand_p50,capacity_p50_base,capacity_p50,demand_p05,demand_p95,"
                 "capacity_p05,capacity_p95").sort_values(["month", "authority"], ignore_index=True)


def supply(weeks: int = 156, authorities=AUTHORITIES, unreported: int = 0, demand: float = 1.0) -> pd.DataFrame:
    sizes = {"PCC": {"block": 95, "dps": 380, "in_house": 0, "spot": 12},
             "CCC": {"block": 70, "dps": 420, "in_house": 150, "spot": 26}}
    rows = []
    for authority in sorted(authorities):
        for i, week in enumerate(_weeks(weeks)):
            for route, size in sizes[authority].items():
                delivered = demand * max(0.0, size * (0.7 + 0.4 * i / weeks) + 4 * math.sin(i / 3 + size)) * (size > 0)
                silent = 36.0 if route == "dps" and i >= weeks - unreported else 0.0
                rows.append({
                    "week": week, "authority": authority, "route": route, "planned_hours": delivered * 1.05,
                    "delivered_hours": delivered - silent, "unreported_hours": silent, "delivery_rate": 0.95,
                    "share": 0.25, "demonstrated_hours": delivered, "credible_hours": size * 1.1,
                    "paper_hours": size * 1.3,
                })
    return _tidy(rows, "week,authority,route,planned_hours,delivered_hours,unreported_hours,delivery_rate,share,"
                 "demonstrated_hours,credible_hours,paper_hours").sort_values(["week", "authority", "route"],
                                                                              ignore_index=True)


def demand(weeks: int = 156, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        size = 500.0 if authority == "PCC" else 700.0
        for i, week in enumerate(_weeks(weeks)):
            for service, share in (("community_support", 0.3), ("home_care", 0.7)):
                placed = demand * share * size * (0.8 + 0.2 * i / weeks)
                waiting = demand * share * (40 + 60 * max(0, math.sin(i / 11)))
                rows.append({
                    "week": week, "authority": authority, "service": service, "demand_hours": placed + waiting,
                    "placed_hours": placed, "waiting_hours": waiting, "unsourced_hours": waiting * 0.6,
                    "demand_packages": 60, "waiting_packages": 8, "unsourced_packages": 5,
                })
    return _tidy(rows, "week,authority,service,demand_hours,placed_hours,waiting_hours,unsourced_hours,"
                 "demand_packages,waiting_packages,unsourced_packages").sort_values(["week", "authority", "service"],
                                                                                  ignore_index=True)


def _months(count: int) -> list[str]:
    return [str(month) for month in pd.period_range(end=pd.Period(AS_OF, "M"), periods=count, freq="M")]


def _quarters(count: int) -> list[str]:
    span = pd.period_range(end=pd.Period(AS_OF, "Q"), periods=count, freq="Q")
    return [quarter.strftime("%Y-Q%q") for quarter in span]


def sourcing(months: int = 36, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        for i, month in enumerate(_months(months)):
            bands = [round(demand * size) for size in (6 + i % 4, 4 + i % 3, 2 + i % 2, max(0, i - months + 5))]
            waiting = sum(bands) if authority == "PCC" else bands[0]
            rows.append({
                "month": month, "authority": authority, "complete": i < months - 1, "requested": 8, "awarded": 7,
                "started": 6, "withdrawn": 1, "handed_back": 1, "median_days": 9.5, "p90_days": 30.4,
                "awarded_within_target": 0.7, "waiting_packages": waiting, "waiting_hours": 8.0 * waiting,
                "waiting_0_2": bands[0], "waiting_3_6": bands[1] if authority == "PCC" else 0,
                "waiting_7_12": bands[2] if authority == "PCC" else 0,
                "waiting_over_12": bands[3] if authority == "PCC" else 0, "oldest_wait_days": 95,
            })
    return _tidy(rows, "month,authority,complete,requested,awarded,started,withdrawn,handed_back,median_days,p90_days,"
                 "awarded_within_target,waiting_packages,waiting_hours,waiting_0_2,waiting_3_6,waiting_7_12,"
                 "waiting_over_12,oldest_wait_days").sort_values(["month", "authority"], ignore_index=True)


def funnel(quarters: int = 12, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        for i, quarter in enumerate(_quarters(quarters)):
            requested = round(demand * (20 + i % 5))
            put, one = round(requested * 0.8), round(requested * 0.2)
            offered = round(requested * (0.5 if authority == "PCC" else 0.8))
            rows.append({
                "quarter": quarter, "authority": authority, "complete": i < quarters - 1, "requested": requested,
                "put_to_market": put, "with_offer": offered, "one_offer_only": one, "awarded": offered,
                "started": offered, "invitations": 6 * put, "offers": 2 * offered, "offers_per_package": 1.5,
            })
    return _tidy(rows, "quarter,authority,complete,requested,put_to_market,with_offer,one_offer_only,awarded,started,"
                 "invitations,offers,offers_per_package").sort_values(["quarter", "authority"], ignore_index=True)


def membership(months: int = 36, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        for i, month in enumerate(_months(months)):
            members = round(demand * (12 + i % 7))
            rows.append({
                "month": month, "authority": authority, "complete": i < months - 1,
                "joined": int(demand * (i % 5 == 0)), "left": int(demand * (i % 7 == 6)), "members": members,
                "active_members": round(members * 0.6),
            })
    return _tidy(rows, "month,authority,complete,joined,left,members,active_members").sort_values(
        ["month", "authority"], ignore_index=True)


NAMES = [
    "Alder Care", "Ash Homecare", "Aspen Support", "Beech Care", "Birch Families", "Cedar Homecare", "Elder Care",
    "Elm Homecare", "Fir Support", "Hawthorn Care", "Hazel Homecare", "Holly Support", "Hornbeam Care",
    "Juniper Care", "Larch Homecare", "Lime Care", "Maple Support", "Oak Homecare", "Pine Care", "Poplar Support",
    "Rowan Homecare", "Sycamore Care and Community Support", "Walnut Families", "Willow Homecare", "Yew Support",
]


def provider_weeks(weeks: int = 156, authorities=AUTHORITIES, unreported: int = 3, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for authority in sorted(authorities):
        for n, name in enumerate(NAMES):
            for i, week in enumerate(_weeks(weeks)):
                size = (n * 37 % 90) * demand
                state = "reported"
                if n >= 20:
                    state = ""
                elif n >= 17:
                    state = "reported" if i < weeks * 0.6 else "zero"
                elif n == 3 and i >= weeks - unreported:
                    state = "silent"
                delivered = size * (0.8 + 0.2 * math.sin(i / 4 + n)) if state == "reported" else 0.0
                if state == "reported" and delivered == 0:
                    state = "zero"
                rows.append({
                    "week": week, "authority": authority, "provider_id": f"X{n:02d}", "provider": f"{name} (example)",
                    "delivered_hours": delivered, "unreported_hours": 21.5 if state == "silent" else 0.0,
                    "reported": state or None,
                })
    return _tidy(rows, "week,authority,provider_id,provider,delivered_hours,unreported_hours,reported").sort_values(
        ["week", "authority", "provider_id"], ignore_index=True)


def dormancy(authorities=AUTHORITIES) -> pd.DataFrame:
    rows = [
        {
            "provider_id": f"X{n}", "provider": f"{NAMES[n]} (example)", "authority": authority,
            "joined_on": "2023-11-22", "pickup": f"2025-{n % 9 + 1:02d}-14", "package_id": f"P{n}{k}",
            "invited_on": pd.Timestamp(f"2026-0{k + 1}-0{n % 8 + 1}"),
            "response": "declined" if k % 3 == 0 else "no_response", "responded_on": None,
        }
        for authority in sorted(authorities) for n in (15, 16, 17) for k in range(7)
    ]
    return _tidy(rows, "provider_id,provider,authority,joined_on,pickup,package_id,invited_on,response,responded_on")


BLOCKS = {
    "BLK-CCC-1": ("Cambridgeshire block 1 (example)", "2025-04-22", 1.24, 0.71, "red"),
    "BLK-CCC-2": ("Cambridgeshire block 2 (example)", "2026-05-22", 0.95, 0.92, "green"),
    "BLK-PCC-1": ("Peterborough block 1 (example)", "2024-04-22", 0.98, None, "green"),
    "BLK-PCC-2": ("Peterborough block 2 (example)", "2024-07-22", 0.6, 0.83, "red"),
    "BLK-PCC-3": ("Peterborough term-time block (example)", "2025-09-22", 0.8, 0.88, "amber"),
}


def blocks(demand: float = 1.0) -> pd.DataFrame:
    rows = [
        {
            "contract_id": code, "contract_year": pd.Timestamp(first) + pd.DateOffset(years=year), "title": title,
            "provider_id": "X01", "provider": "Alder Care (example)", "authorities": code[4:7],
            "from": pd.Timestamp(first) + pd.DateOffset(years=year), "to": "2026-11-15", "complete": False,
            "contracted_hours": 1925.0, "delivered_hours": demand * 1925.0 * use * (0.9 if year == 0 else 1),
            "utilisation": demand * use * (0.9 if year == 0 else 1), "void_hours": 0.0, "over_hours": 0.0,
            "value_gbp": 50000.0, "break_even_utilisation": even, "status": status,
        }
        for code, (title, first, use, even, status) in BLOCKS.items() for year in (0, 1)
    ]
    return _tidy(rows, "contract_id,contract_year,title,provider_id,provider,authorities,from,to,complete,"
                 "contracted_hours,delivered_hours,utilisation,void_hours,over_hours,value_gbp,"
                 "price_per_contracted_hour,cost_per_delivered_hour,void_gbp,dps_rate_gbp,break_even_utilisation,"
                 "utilisation_13_weeks,projected_utilisation,status")


def blocks_weekly(weeks: int = 156, demand: float = 1.0) -> pd.DataFrame:
    rows = [
        {
            "week": week, "contract_id": code,
            "contracted_hours": 0.0 if code == "BLK-PCC-3" and week.month in (8, 12) else 37.0,
            "delivered_hours": max(0.0, demand * 37 * use * (1 + 0.08 * math.sin(i / 2))),
            "utilisation": use, "utilisation_13_weeks": use,
        }
        for code, (_, first, use, _, _) in BLOCKS.items()
        for i, week in enumerate(_weeks(weeks)) if week >= pd.Timestamp(first)
    ]
    table = _tidy(rows, "week,contract_id,contracted_hours,delivered_hours,utilisation,utilisation_13_weeks")
    return table.sort_values(["week", "contract_id"], ignore_index=True)


def contracts() -> pd.DataFrame:
    def row(code, title, route, start, initial, current, maximum, taken, left, decision, again, phase, past=0.0):
        current_end = pd.Timestamp(current)
        return {
            "contract_id": code, "title": title, "route": route, "authorities": "CCC", "start_date": start,
            "initial_end": initial, "current_end": current, "maximum_end": maximum, "extensions_taken": taken,
            "extensions_left": left, "decision_due": decision, "reprocurement_start": again, "phase": phase,
            "days_to_end": (current_end - AS_OF).days, "delivering_past_end": past, "status": "",
        }

    rows = [
        row("BLK-1", "Peterborough block 1 (example)", "block", "2024-04-22", "2027-04-21", "2027-04-21", "2029-04-21",
            0, 1, "2026-10-21", "2026-01-21", "decision_overdue"),
        row("BLK-2", "Peterborough block 2 (example)", "block", "2024-07-22", "2027-07-21", "2027-07-21", "2029-07-21",
            0, 1, "2027-01-21", "2026-04-21", "decision_window"),
        row("CSS", "Community Support Service, second team (example)", "in_house", "2025-03-22", "2030-03-21",
            "2030-03-21", "2035-03-21", 0, 1, "2029-09-21", "2029-03-21", "in_term"),
        row("DPS", "Children's home care and community support DPS (example)", "dps", "2023-11-22", "2028-11-21",
            "2028-11-21", "2033-11-21", 0, 1, "2027-11-21", "2027-05-21", "in_term"),
        row("SPT-1", "Spot purchases, Willow Homecare (example)", "spot", "2024-05-22", "2025-05-21", "2027-05-21",
            "2027-05-21", 2, 0, None, "2027-02-21", "final_term"),
        row("SPT-2", "Spot purchases, Elm Homecare (example)", "spot", "2024-10-15", "2025-10-14", "2026-10-14",
            "2026-10-14", 1, 0, None, "2026-07-14", "ended", 12.5),
    ]
    return _tidy(rows, "contract_id,title,route,provider_id,provider,authorities,start_date,initial_end,current_end,"
                 "maximum_end,extensions_taken,extensions_left,decision_due,paper_due,reprocurement_start,phase,"
                 "days_to_extension,days_to_decision,days_to_end,delivering_past_end,status")


def concentration(quarters: int = 5, authorities=AUTHORITIES, demand: float = 1.0) -> pd.DataFrame:
    rows = []
    for i, quarter in enumerate(pd.period_range(end=pd.Period("2026Q4"), periods=quarters, freq="Q")):
        for authority in sorted(authorities):
            share = 0.3 - 0.02 * i if authority == "PCC" else 0.19 + 0.02 * i
            worked = demand > 0
            rows.append({
                "quarter": f"{quarter.year}-Q{quarter.quarter}", "authority": authority,
                "complete": i < quarters - 1, "providers": 9 if worked else 0,
                "largest_provider": ("X08" if authority == "PCC" else "X21") if worked else None,
                "largest_share": share if worked else None, "top5_share": share + 0.45 if worked else None,
                "hhi": 1400.0 if worked else None,
                "sufficiency_without_largest": (0.8 if authority == "PCC" else 1.12) if worked else None,
            })
    return _tidy(rows, "quarter,authority,complete,providers,largest_provider,largest_share,top5_share,hhi,"
                 "sufficiency_without_largest")


def entrants(demand: float = 1.0) -> pd.DataFrame:
    def row(code, name, entered, joined, invited, awarded, first, weeks, spend, complete):
        worked = demand > 0
        return {
            "provider_id": code, "provider": f"{name} (example)", "entered": entered, "joined": joined,
            "first_invited": invited, "first_awarded": awarded if worked else None,
            "first_hour": first if worked else None, "weeks_to_first_hour": weeks if worked else None,
            "hours_to_date": 900.0 * demand, "uncosted_hours": 0.0, "spend_to_date_gbp": spend and spend * 1.4 * demand,
            "spend_first_12_months_gbp": spend and spend * demand, "against_setup": spend and spend * demand / 50_000,
            "complete": complete,
        }

    rows = [
        row("X01", "Ash Homecare", "2024-06-01", "2024-08-01", "2024-08-13", "2024-08-18", "2024-08-19", 18 / 7,
            61_250.0, True),
        row("X02", "Aspen Support", "2025-07-01", None, None, "2025-08-10", "2025-07-25", -2.0, 23_400.0, True),
        row("X03", "Birch Families", "2026-04-01", "2026-05-01", "2026-05-05", "2026-05-13", "2026-05-11", 10 / 7,
            28_132.58, False),
        row("X21", "Sycamore Care and Community Support", "2026-08-22", "2026-09-19", "2026-09-22", None, None, None,
            0.0, False),
        row("X24", "Yew Support", "2026-10-01", None, None, None, None, None, None, False),
    ]
    return _tidy(rows, "provider_id,provider,entered,joined,first_invited,first_awarded,first_hour,"
                 "weeks_to_first_hour,hours_to_date,uncosted_hours,spend_to_date_gbp,spend_first_12_months_gbp,"
                 "against_setup,complete")
