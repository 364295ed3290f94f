"""What the engines of features solve with: inequalities, HiGHS, and a process of its own to do it in.

It knows no feature, no database, no Flask and no clock. Solvers are heavy: only the worker imports `highs`.
"""
