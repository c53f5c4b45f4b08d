#!/usr/bin/env python3
"""Set up and run Anatomy of an Article.

    python run.py             execute every notebook in a fresh kernel and store the outputs
    python run.py test        run the whole test suite (further words go to pytest; --browser: JupyterLab and a
                              report in Chromium)
    python run.py check       execute again; fail where a stored output is not what the code gives
    python run.py article X   read another text: X is a file, a URL, or - for standard input; the report with all tables
                              and figures goes to output/ (--to FOLDER: elsewhere; --notebooks: with the notebooks run
                              on it; --verbose: with the log)
    python run.py compare A B put two texts on one event side by side (--to FOLDER; of three or more texts, --pair 1 3
                              chooses the two for the mirrored page)
    python run.py corpus X    read many texts: a folder, a glob, a JSONL or Parquet file (--out FOLDER; --workers N,
                              --scheduler ADDRESS of a Dask cluster, or --shard k/n for a batch system)
    python run.py site        build the notebooks as a site to read, with a page to code on (output/site/)
    python run.py agreement FILES   how far students agree, from what they saved on the page to code on
    python run.py lab         open the notebooks in JupyterLab
    python run.py benchmarks --data DIR   measure the stored benchmark figures again, where you have the corpora
    python run.py ready       tell whether everything is here for a class without a network; installs nothing

The first run makes .venv-3.11 (the number is your Python's) and installs the exact packages of requirements.lock into
it, unless the active conda or virtual environment already has this project installed. Needs Python 3.11 to 3.13, and
nothing else.
"""

import sys

# An old Python must be able to read this file, or it could not say so.
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    here = ".".join(map(str, sys.version_info[:3]))
    sys.stderr.write("This collection runs on Python 3.11 to 3.13; this is " + here + ": start it with one of those.\n")
    sys.exit(2)

if __name__ == "__main__":
    from utils import command

    try:
        sys.exit(command.main(sys.argv[1:], __doc__ or ""))
    except KeyboardInterrupt:
        sys.exit(130)
