"""The Chinese calendar: which days are worked, free, school holidays, solar terms and festivals of the moon.

Three sources, the later before the earlier: the days that the law itself names (`statutory.py`), the State Council's
notices as a maintained package knows them (`published.py`), and what the district's officers entered from a newer
notice (`models.py`). `days.py` and `context.py` are pure; `known.py` holds what this process knows.
docs/adr/0049.
"""
