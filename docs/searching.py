"""Chinese and English words for the search of the site: Chinese is cut into overlapping pairs of characters.

Sphinx's own search for Chinese needs a dictionary; pairs find every word of two characters or more without one.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

RUN = re.compile(r"[\u4e00-\u9fff]+|[^\W\u4e00-\u9fff]+")


class Pairs(SearchEnglish):
    """Split text into English words and pairs of Chinese characters."""

    lang = "pairs"
    language_name = "English"  # the name of the stemmer in the script
    js_splitter_code = """
var splitQuery = function (query) {
  const found = [];
  for (const run of query.match(/[\\u4e00-\\u9fff]+|[\\p{Letter}\\p{Number}_]+/gu) || []) {
    const cut = run.match(/^[\\u4e00-\\u9fff]{2,}/) ? [...run].slice(0, -1).map((_, k) => run.slice(k, k + 2)) : [run];
    found.push(...cut);
  }
  return found;
};
"""

    def split(self, input: str) -> list[str]:
        """Return the words of a text.

        Examples
        --------
        >>> Pairs({}).split("名次区间 rank")
        ['名次', '次区', '区间', 'rank']
        """
        found: list[str] = []
        for run in RUN.findall(input):
            chinese = "\u4e00" <= run[0] <= "\u9fff" and len(run) > 1
            found += [run[k : k + 2] for k in range(len(run) - 1)] if chinese else [run]
        return found
