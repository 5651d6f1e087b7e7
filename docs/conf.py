"""The docs site: ``python -m sphinx -W --keep-going docs docs/_build`` in the project's folder.

Nothing is fetched while it is built or read. Pages in ``reference`` are written by ``docs/make.py`` and committed;
examples are run anew (``docs/make_examples.py``).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml
from pygments.lexers.special import TextLexer

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))
os.environ.setdefault("FAZHI_LANG", "en")  # whatever is said while pages are made is said in one language

import make_examples  # noqa: E402
import searching  # noqa: E402

import fazhi_score  # noqa: E402

project = "fazhi-score"
author = "The fazhi-score developers"
copyright = author
version = release = fazhi_score.__version__

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "**.yaml"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # numpydoc's sections say what types are in words
autodoc_default_options = {"inherited-members": False}

html_theme = "furo"
html_title = f"fazhi-score {release}"
html_show_sourcelink = False
html_copy_source = False
html_search_language = "pairs"
html_math_renderer = "mathml"  # browsers show it without a script from a network


def _links(app: Any, name: str, source: list[str]) -> None:
    """Lead links to files of the project to their pages on the site."""
    path = Path(app.env.doc2path(name))
    if make_examples.FOLDER not in path.parents:
        source[0] = make_examples.relinked(source[0], path, path)


def _formula(writer: Any, node: Any) -> None:
    block = node.tagname == "math_block"
    writer.body.append(tex2mathml(node.astext(), as_block=block))
    raise SkipNode


def setup(app: Any) -> None:
    """Run the examples before pages are read."""
    app.add_lexer("csv", TextLexer)
    app.add_search_language(searching.Pairs)
    app.add_html_math_renderer("mathml", (_formula, None), (_formula, None))
    app.connect("builder-inited", lambda _: make_examples.write())
    app.connect("source-read", _links)
