"""Runs the code cells of a notebook in order, as Jupyter would, and prints how many ran as JSON.

Usage: run_notebook.py NOTEBOOK EXPORT SCRATCH. The notebook finds its export in TECHDECK_EXPORT, or
makes it there.
"""

import ast
import contextlib
import io
import json
import os
import sys

notebook, export, scratch = sys.argv[1:4]
os.environ["TECHDECK_EXPORT"] = export
os.environ["HF_HOME"] = scratch
with open(notebook, encoding="utf-8") as file:
    cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
# As Jupyter does it.
os.chdir(os.path.dirname(notebook))
names = {"__name__": "__main__"}
for number, cell in enumerate(cells, 1):
    body = ast.parse("".join(cell["source"]), f"cell {number}")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(body, f"cell {number}", "exec"), names)
print(json.dumps({"cells": len(cells)}))
