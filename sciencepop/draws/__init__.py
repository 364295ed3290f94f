"""A draw that anybody can check (docs/draw.md): classes of the college use it, and windows of delivery.

* `draw`     who gets a seat; all that decides is in this file, and its digest is published beforehand.
* `sheets`   the canonical sheets, their digests, and the promise that is published before the chance is known.
* `reading`  promise, classes and sheets read back; `shapes` what each line of a file must look like.
* `results`  the outcome in lines, with the cut-offs; `draw_file` the file as a whole.
* `verify`   says what of a file does not match.

It knows no feature, no database, no Flask and no clock. In the browser, static/js/draw does the same once more.
"""
